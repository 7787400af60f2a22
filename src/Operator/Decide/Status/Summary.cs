using October.Crd.Status;
using October.Operator.Decide.Rollout;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

/// <summary>Phase and one line for people.</summary>
internal static class Summary
{
    public static (string Phase, string Message) Of(RolloutState state, Observed observed)
    {
        if (observed.Suspended)
            return (Phases.Suspended, "Reconciliation is suspended by spec.suspend; running pods are left as they are");
        if (observed.Blocked is { } blocked)
            return (observed.IsWaiting ? Phases.Pending : Phases.Failed, blocked.Message);
        if (observed.Restoring is { } restoring)
            return (Phases.Restoring, restoring);
        var (phase, message) = state.Step switch
        {
            RolloutStep.Backup => (Phases.Progressing, $"Backing up redis before the rollout of revision {state.Revision}{observed.BackupWaits}"),
            RolloutStep.Preview => (Phases.Progressing, $"Starting the preview of revision {state.Revision}"),
            RolloutStep.Smoke => (Phases.Verifying, $"Verifying revision {state.Revision} before it receives traffic"),
            RolloutStep.Roll => (Phases.Progressing, $"Rolling out revision {state.Revision}"),
            RolloutStep.Verify => (Phases.Verifying, $"Verifying revision {state.Revision} through its Service"),
            RolloutStep.Bake => (Phases.Baking, $"Watching revision {state.Revision} for {observed.Policy.BakeTime.TotalSeconds:0} s"),
            RolloutStep.Rollback or RolloutStep.RollbackVerify when state.Cause is null =>
                (Phases.Progressing, $"Reverting to revision {state.LastGood}, as the spec asks"),
            RolloutStep.Rollback => (Phases.RollingBack, $"Rolling back to {state.Destination}: {state.Cause?.Message}"),
            RolloutStep.RollbackVerify => (Phases.RollingBack, $"Verifying revision {state.Destination} after the rollback: {state.Cause?.Message}"),
            _ => Idle(state, observed),
        };
        message += Waiting(observed);
        // At the deadline it is part of the cause.
        if (Unready(state, observed) is { } unready && !message.Contains(unready, StringComparison.Ordinal))
            message += $"; {unready}";
        return (phase, message + (observed.Smoke is SmokeOutcome.Running { Busy: { } busy } ? $"; {busy}" : ""));
    }

    /// <summary>The refused child that the rollout waits for, and the Secret that the spec does, where there are, as the end of a message.</summary>
    private static string Waiting(Observed observed) =>
        (observed.Refused.FirstOrDefault(child => child.Blocks) is { } refused ? $"; {refused.Child} is refused: {refused.Message}" : "")
            + (observed.Awaited is { } awaited ? $"; {awaited.Message}" : "");

    /// <summary>Why pods that a step waits for are not ready, where that was read.</summary>
    private static string? Unready(RolloutState state, Observed observed) => state.Step switch
    {
        RolloutStep.Preview => observed.PreviewApi.NotReady ?? observed.PreviewWorker.NotReady,
        RolloutStep.Roll or RolloutStep.Rollback => observed.Redis.NotReady ?? observed.Api.NotReady ?? observed.Worker.NotReady,
        _ => null,
    };

    private static (string Phase, string Message) Idle(RolloutState state, Observed observed)
    {
        var (phase, message) = Ended(state, observed);
        return (
            phase,
            state.Failed is { RetryAt: { } at } failed
                ? $"{message}; {(failed.IsRetried ? "retrying" : "probed again")} at {at.UtcDateTime:HH:mm:ss} UTC"
                : message);
    }

    private static (string Phase, string Message) Ended(RolloutState state, Observed observed) => state.Failed switch
    {
        { Outcome: FailedOutcome.RolledBack, Cause.Reason: Reasons.Aborted } failed =>
            (Phases.RolledBack, $"Rolled back to {state.LastGood}: revision {failed.Hash} was aborted"),
        { Outcome: FailedOutcome.RolledBack } failed => (
            Phases.RolledBack,
            $"Rolled back from {failed.Hash} to {state.LastGood}{(failed.Unreverted is { } left ? $", except: {left}" : "")}: {failed.Cause.Message}"),
        { Outcome: FailedOutcome.RollbackFailed } failed => (
            Phases.Failed,
            $"Revision {failed.Hash} failed, and the rollback to {state.LastGood ?? state.Held} failed too: {AttemptOutcome.RollbackError(failed)}"),
        { Outcome: FailedOutcome.AwaitingRollback } failed =>
            (Phases.Failed, $"Revision {failed.Hash} failed and stays in place until october.dev/abort or october.dev/promote is set: {failed.Cause.Message}"),
        { Outcome: FailedOutcome.Frozen } failed => (
            Phases.Failed, $"Revision {failed.Hash} failed and stays in place (rollback policy Freeze): {failed.Cause.Message}"),
        { } failed => (Phases.Failed, $"Revision {failed.Hash} failed and there is no earlier revision to roll back to: {failed.Cause.Message}"),
        null when Availability.IsServing(observed) => (Phases.Ready, AttemptOutcome.Serving(state.LastGood ?? "", state)),
        null => (Phases.Progressing, $"Waiting for pods: {Availability.Missing(observed)}"),
    };
}
