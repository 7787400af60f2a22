
namespace October.Operator.Decide.Rollout.Model;

/// <summary>Health of the pods that receive traffic.</summary>
internal static class StableTrack
{
    /// <summary>The component's health if it runs this revision.</summary>
    public static ComponentHealth? Of(ComponentHealth health, string? revision) => health.Revision == revision ? health : null;

    /// <summary>Everything behind the Service is of this revision and up.</summary>
    public static bool Runs(string revision, Observed observed) =>
        observed.Redis.IsComplete
        && Of(observed.Api, revision) is { IsComplete: true }
        && Of(observed.Worker, revision) is { IsComplete: true };

    /// <summary>As <see cref="Runs"/>, but for pods that wait for the cluster beside others that are up.</summary>
    public static bool RunsWherePossible(string revision, Observed observed) =>
        observed.Redis.IsUpWherePossible
        && Of(observed.Api, revision) is { IsUpWherePossible: true }
        && Of(observed.Worker, revision) is { IsUpWherePossible: true };

    /// <summary>Why pods of this revision will not come up, or are not created.</summary>
    /// <param name="health">The component.</param>
    /// <param name="revision">Hash of the revision.</param>
    /// <param name="since">When its step began.</param>
    public static Failure? Blocking(ComponentHealth health, string? revision, DateTimeOffset since) =>
        Of(health, revision)?.Fatal ?? Of(health, revision)?.CreateFailureSince(since);

    /// <summary>Why pods of this revision are not created behind the Service; null when they are, or were refused before its step began.</summary>
    public static Failure? CreateFailure(string? revision, Observed observed, DateTimeOffset since) =>
        Of(observed.Api, revision)?.CreateFailureSince(since)
        ?? Of(observed.Worker, revision)?.CreateFailureSince(since)
        ?? observed.Redis.CreateFailureSince(since);

    /// <summary>Why this revision will not come up behind the Service, if it will not.</summary>
    /// <param name="revision">Hash of the revision.</param>
    /// <param name="observed">What is seen.</param>
    /// <param name="since">When the step began that brings it there: pods of redis from before may be of a template that is being replaced.</param>
    public static Failure? Fatal(string? revision, Observed observed, DateTimeOffset since) => Failures(revision, observed, since).FirstOrDefault();

    /// <summary>The same of a revision that has run: there a pod that waits for a node has the time until the deadline.</summary>
    public static Failure? Broken(string? revision, Observed observed, DateTimeOffset since = default) =>
        Failures(revision, observed, since).FirstOrDefault(failure => !InfrastructureFailure.IsOfNode(failure));

    private static IEnumerable<Failure> Failures(string? revision, Observed observed, DateTimeOffset since)
    {
        // Redis' pods have no revision. Where the clocks differ the worst is that the deadline decides.
        if (observed.Redis.Fatal is { } redis && !(observed.Redis.FatalPodAt < since))
            yield return redis;
        if (Of(observed.Api, revision)?.Fatal is { } api)
            yield return api;
        if (Of(observed.Worker, revision)?.Fatal is { } worker)
            yield return worker;
    }
}
