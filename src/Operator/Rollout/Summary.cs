using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>Phase and one line for people.</summary>
internal static class Summary
{
    public static (string Phase, string Message) Of(RolloutState state, Observed seen)
    {
        if (seen.Suspended)
            return (Phases.Suspended, "Suspended: spec.suspend is true; what runs goes on running");
        if (seen.Obstacle is { } obstacle)
            return (seen.IsWaiting ? Phases.Pending : Phases.Failed, obstacle.Message);
        if (seen.Restoring is { } restoring)
            return (Phases.Restoring, restoring);
        return state.Step switch
        {
            RolloutStep.Backup => (Phases.Progressing, $"Backing up redis before revision {state.Revision} starts"),
            RolloutStep.Preview => (Phases.Progressing, $"Revision {state.Revision} starts beside the serving one"),
            RolloutStep.Smoke => (Phases.Verifying, $"Probing revision {state.Revision} before any user meets it"),
            RolloutStep.Roll => (Phases.Progressing, $"Rolling out revision {state.Revision}"),
            RolloutStep.Verify => (Phases.Verifying, $"Probing revision {state.Revision} through its Service"),
            RolloutStep.Bake => (Phases.Baking, $"Watching revision {state.Revision} for {seen.Policy.BakeTime.TotalSeconds:0} s"),
            RolloutStep.Rollback or RolloutStep.RollbackVerify when state.Cause is null =>
                (Phases.Progressing, $"Putting revision {state.LastGood} back, as the spec says"),
            RolloutStep.Rollback => (Phases.RollingBack, $"Putting revision {state.LastGood} back: {state.Cause?.Message}"),
            RolloutStep.RollbackVerify => (Phases.RollingBack, $"Probing revision {state.LastGood} after putting it back: {state.Cause?.Message}"),
            _ => Settled(state, seen),
        };
    }

    private static (string Phase, string Message) Settled(RolloutState state, Observed seen)
    {
        var (phase, message) = Ended(state, seen);
        return (phase, state.Failed?.RetryAt is { } at ? $"{message}; tried again at {at.UtcDateTime:HH:mm:ss} UTC" : message);
    }

    private static (string Phase, string Message) Ended(RolloutState state, Observed seen) => state.Failed switch
    {
        { Outcome: FailedOutcome.RolledBack, Cause.Reason: Reasons.RollbackRequested } failed =>
            (Phases.RolledBack, $"Revision {state.LastGood} serves instead of {failed.Hash}, as october.dev/rollback-to asks, until the spec changes"),
        { Outcome: FailedOutcome.RolledBack, Cause.Reason: Reasons.Aborted } failed =>
            (Phases.RolledBack, $"Revision {failed.Hash} was aborted and {state.LastGood} was put back"),
        { Outcome: FailedOutcome.RolledBack } failed =>
            (Phases.RolledBack, $"Revision {failed.Hash} failed and {state.LastGood} was put back{(failed.NotPutBack is { } left ? $", but {left}" : "")}: {failed.Cause.Message}"),
        { Outcome: FailedOutcome.RollbackFailed } failed =>
            (Phases.Failed, $"Revision {failed.Hash} failed, and so did putting {state.LastGood} back: {failed.Cause.Message}"),
        { Outcome: FailedOutcome.AwaitingRollback } failed =>
            (Phases.Failed, $"Revision {failed.Hash} failed and serves until october.dev/abort or october.dev/promote decides: {failed.Cause.Message}"),
        { Outcome: FailedOutcome.Frozen } failed => (Phases.Failed, $"Revision {failed.Hash} failed and everything is left as it is: {failed.Cause.Message}"),
        { } failed => (Phases.Failed, $"Revision {failed.Hash} failed and there is no earlier one to put back: {failed.Cause.Message}"),
        null when Availability.IsServing(seen) => (Phases.Ready, Ending.Live(state.LastGood ?? "", state)),
        null => (Phases.Progressing, $"Waiting for pods: {Availability.Missing(seen)}"),
    };
}
