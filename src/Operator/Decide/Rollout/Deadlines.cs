using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>What has taken too long: a step without progress, or a whole attempt.</summary>
internal static class Deadlines
{
    /// <summary>When the step under way, or its attempt, has failed unless it goes on.</summary>
    public static DateTimeOffset Next(RolloutState state, RolloutPolicy policy)
    {
        var step = StepProgress.Deadline(state, policy);
        return OfAttempt(state, policy) is { } attempt && attempt < step ? attempt : step;
    }

    /// <summary>When the attempt has failed however well it goes on; null for never. A bake only waits, and a rollback must not be cut short.</summary>
    public static DateTimeOffset? OfAttempt(RolloutState state, RolloutPolicy policy) =>
        state.Step is RolloutStep.Backup or RolloutStep.Preview or RolloutStep.Smoke or RolloutStep.Roll or RolloutStep.Verify
            ? state.StartedAt + policy.AttemptDeadline
            : null;

    /// <summary>The step has gone without progress for too long.</summary>
    public static bool IsOverdue(RolloutState state, Observed observed) => observed.Now >= StepProgress.Deadline(state, observed.Policy);

    /// <summary>The failure of a step whose pods made no progress; null before its deadline.</summary>
    /// <param name="state">The attempt.</param>
    /// <param name="observed">What is seen.</param>
    /// <param name="what">The step in words.</param>
    /// <param name="components">Whose pods it waits for.</param>
    public static Failure? Progress(
        RolloutState state, Observed observed, string what, params ReadOnlySpan<(string Name, ComponentHealth Health)> components) =>
        IsOverdue(state, observed)
            ? Explain(observed, $"{what} made no progress for {observed.Policy.ProgressDeadline.TotalSeconds:0} s: {Counts(components)}", components)
            : null;

    /// <summary>The failure of a step that waits for what is not even applied, such as a Job or smoke probes; null before its deadline.</summary>
    public static Failure? Obstacle(RolloutState state, Observed observed) =>
        observed.Obstacle is not null && IsOverdue(state, observed)
            ? Explain(observed, $"step {state.Step} made no progress for {observed.Policy.ProgressDeadline.TotalSeconds:0} s", [])
            : null;

    /// <summary>The failure of a step whose smoke probes cannot start; null before its deadline.</summary>
    public static Failure? Probes(RolloutState state, Observed observed, SmokeTarget target) =>
        observed.Smoke is SmokeOutcome.Running && !observed.CanProbe(target) && IsOverdue(state, observed)
            ? Explain(
                observed,
                $"smoke probes did not start within {observed.Policy.ProgressDeadline.TotalSeconds:0} s: "
                    + (target == SmokeTarget.Preview ? "no pod of the preview's api is ready" : "the api's Service has no address"),
                [])
            : null;

    /// <summary>The failure of an attempt that took longer than it may; null before that.</summary>
    public static Failure? Attempt(RolloutState state, Observed observed)
    {
        if (OfAttempt(state, observed.Policy) is not { } end || observed.Now < end)
            return null;
        (string Name, ComponentHealth Health)[] components = state.Step is RolloutStep.Preview or RolloutStep.Smoke
            ? [("api", observed.PreviewApi), ("worker", observed.PreviewWorker)]
            : observed.StableComponents;
        var limit = $"spec.rollout.attemptDeadline ({observed.Policy.AttemptDeadline!.Value.TotalSeconds:0} s)";
        var waits = AwaitedOf(observed) is { } awaited ? $"; {awaited.Message}" : "";
        return new Failure(Reasons.AttemptDeadlineExceeded, $"the attempt exceeds {limit} in step {state.Step}: {Counts(components)}{waits}")
        {
            Evidence = Evidence(components),
        };
    }

    /// <summary>
    /// Where nothing can be applied, the API server refuses what the pods need, or the pods, or one waits for a node, that is the cause: they were not slow.
    /// </summary>
    private static Failure Explain(Observed observed, string message, ReadOnlySpan<(string Name, ComponentHealth Health)> components)
    {
        if (AwaitedOf(observed) is { } awaited)
            return awaited with { Message = $"{message}; {awaited.Message}" };
        foreach (var (_, health) in components)
        {
            // Once all are created, a refusal is of an older ReplicaSet.
            if ((health.Updated < health.Desired ? health.CreateFailure : null) is { } failure)
                return new Failure(failure.Reason, $"{message}; {failure.Message}");
        }

        foreach (var (_, health) in components)
        {
            if (health.Fatal is { } failure)
                return new Failure(failure.Reason, $"{message}; {failure.Message}") { Evidence = failure.Evidence ?? Evidence(components) };
        }

        return new Failure(Reasons.ProgressDeadlineExceeded, message) { Evidence = Evidence(components) };
    }

    /// <summary>What keeps the pods, or what they need, from being applied; null for nothing.</summary>
    private static Failure? AwaitedOf(Observed observed) =>
        observed.Obstacle ?? observed.Blocked
        ?? (observed.Refused.FirstOrDefault(child => child.Blocks) is { } refused
            ? new Failure(refused.Reason, $"{refused.Child} is refused: {refused.Message}")
            : null);

    private static string Counts(ReadOnlySpan<(string Name, ComponentHealth Health)> components)
    {
        var counts = new List<string>();
        var isSomeMissing = Array.Exists(components.ToArray(), component => !component.Health.IsComplete);
        foreach (var (name, health) in components)
        {
            if (isSomeMissing && health.IsComplete)
                continue;
            var why = health.NotReady is { } refusal ? $" ({refusal})" : "";
            counts.Add(health.Exists ? $"{health.Available}/{health.Desired} pods of {health.Image ?? name} available{why}" : $"{name} has no Deployment");
        }

        return string.Join(", ", counts);
    }

    private static string? Evidence(ReadOnlySpan<(string Name, ComponentHealth Health)> components)
    {
        var evidence = new List<string>();
        foreach (var (_, health) in components)
        {
            if (health.Evidence is { } clause)
                evidence.Add(clause);
        }

        return evidence.Count == 0 ? null : string.Join("; ", evidence);
    }
}
