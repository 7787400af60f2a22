using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Status;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>Steps that store the revision that the spec asks for, and delete those beyond the history limit.</summary>
internal static class RevisionPlan
{
    /// <summary>Stores the revision with the pod templates that it has today, unless it is stored.</summary>
    public static IEnumerable<Step> Create(AppObservation observation)
    {
        if (observation.Revisions is not { IsTargetNew: true, Target: { } hash } revisions)
            yield break;
        // Of the first one its rollout tells, which starts at once.
        if (revisions.NextNumber > 1)
            yield return Event(
                "RevisionCreated", $"Created revision {hash} (number {revisions.NextNumber}): the spec asks for it", hash, $"{hash}/{revisions.NextNumber}");
        if (observation.Invalid is { } invalid)
            yield return new Publish(new Transition(true, invalid.Reason, invalid.Message, hash) { Action = "Apply" });
        foreach (var warning in PodSecurityPlan.Of(observation, hash))
            yield return warning;
        yield return new CreateRevision(RevisionObject.Of(observation, hash, observation.SpecAuthor));
    }

    /// <summary>Deletes the oldest ones beyond the limit, never one that the rollout may still need.</summary>
    public static IEnumerable<Step> Prune(AppObservation observation, AppDecision decision)
    {
        var limit = observation.Context.Current.RevisionHistoryLimit;
        // What is decided is not remembered yet: who comes after a crash needs what was needed before.
        string?[] used =
        [
            observation.Revisions.Target, decision.Rollout.Stable, decision.Rollout.Preview, .. Used(observation.State), .. Used(decision.Rollout.State),
        ];
        var needed = used.OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (revision, exceeded) in observation.Revisions.Surplus(limit, needed, Succeeded(observation)))
        {
            var name = Names.Revision(observation.Context.App, revision.Hash);
            yield return Event(
                "RevisionPruned",
                $"Deleted revision {revision.Hash} (number {revision.Number}): exceeds {exceeded}",
                revision.Hash,
                $"{name}/{revision.Number}");
            yield return new DeleteChild(new ChildKey("ControllerRevision", name));
        }
    }

    private static IEnumerable<string?> Used(RolloutState state) =>
        [state.LastGood, state.RollbackTo, state.LastAttempted, state.Revision, state.Failed?.Hash, state.Held];

    private static HashSet<string> Succeeded(AppObservation observation)
    {
        var prefix = observation.Context.App.Name + "-";
        return (observation.Context.Entity.Status?.History ?? [])
            .Where(HistoryLog.HasSucceeded)
            .Select(entry => entry.Revision)
            .OfType<string>()
            .Where(revision => revision.StartsWith(prefix, StringComparison.Ordinal))
            .Select(revision => revision[prefix.Length..])
            .ToHashSet(StringComparer.Ordinal);
    }

    private static Publish Event(string reason, string message, string hash, string key) => new(new Transition(false, reason, message, hash) { Key = key });
}
