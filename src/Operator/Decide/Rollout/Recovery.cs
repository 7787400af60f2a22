using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>What failed for want of pods goes on when they are there after all; nothing needs to be asked for.</summary>
internal static class Recovery
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The attempt to go on with; null when there is nothing to recover, or not yet.</summary>
    public static AttemptStart? Of(RolloutState state, Observed observed) => (state.Step, state.Failed) switch
    {
        (RolloutStep.Idle, { Outcome: FailedOutcome.RollbackFailed } failed)
            when failed.Hash == observed.Target
                && !(failed.RetryAt > observed.Now)
                && state.LastGood is { } good
                && StableTrack.Runs(good, observed) => Verify(state, observed, failed, RolloutStep.RollbackVerify, good),
        (RolloutStep.Idle, { Outcome: FailedOutcome.NoRollbackTarget, Cause.Probe: null } failed)
            when failed.Hash == observed.Target && StableTrack.Runs(failed.Hash, observed) && !observed.Refused.Any(child => child.Revision == failed.Hash) =>
            Verify(state, observed, failed, RolloutStep.Verify, failed.Hash),
        _ => null,
    };

    /// <summary>How long to wait before probes run again after a failed rollback: twice as long as it took to fail, within limits.</summary>
    public static TimeSpan Pause(TimeSpan took) => 2 * took < Shortest ? Shortest : 2 * took > Longest ? Longest : 2 * took;

    private static AttemptStart Verify(RolloutState state, Observed observed, FailedAttempt failed, RolloutStep step, string serving)
    {
        // A revert to the last good revision has no cause but its own failure, which is over; nor has a first install.
        var isRollback = step == RolloutStep.RollbackVerify && failed.Hash != state.LastGood;
        var resumed = state with
        {
            Step = step,
            Revision = failed.Hash,
            StartedAt = failed.At,
            StepStartedAt = observed.Now,
            Progress = null,
            Cause = isRollback ? failed.Cause : null,
            CauseAt = isRollback ? failed.At : null,
            Attempt = failed.Attempts,
            Failed = null,
            Probes = [],
        };
        return new AttemptStart(
            resumed, [new Transition(false, "RolloutVerifying", $"Verifying revision {serving} again: all of its pods are available", failed.Hash)], null);
    }
}
