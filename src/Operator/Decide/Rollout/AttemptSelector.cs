using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>Compares the revision that the spec asks for with the attempt under way, and starts, continues, or gives up an attempt.</summary>
internal static class AttemptSelector
{
    /// <summary>The attempt to go on with.</summary>
    public static AttemptStart Select(RolloutState state, Observed observed)
    {
        if (state.Step is RolloutStep.Rollback or RolloutStep.RollbackVerify)
            return observed.Target == state.LastGood && state.Revision != state.LastGood ? Recover(state, observed) : SelectDuringRollback(state, observed);
        if (state.Step != RolloutStep.Idle && state.Revision == observed.Target)
            return AttemptStart.Unchanged(state);
        if (Recovery.Of(state, observed) is { } recovery)
            return recovery;
        if (state.LastGood == observed.Target)
            return state.Step == RolloutStep.Idle && (state.Failed is null || state.Failed.Hash == observed.Target)
                ? AttemptStart.Unchanged(state)
                : Recover(state, observed);
        if (state.Failed is { } failed && failed.Hash == observed.Target && !(failed.IsRetried && failed.RetryAt <= observed.Now))
            return state.Step == RolloutStep.Idle ? AttemptStart.Unchanged(state) : ResumeRollback(state, observed);
        return Start(state, observed);
    }

    /// <summary>There is data, and something to roll back to with it; and the revision has not used the data already.</summary>
    public static bool NeedsBackup(RolloutState state, Observed observed) =>
        observed.Policy.BackUpFirst && observed.Redis.Exists && RollbackTarget.Exists(state, observed) && state.Held != observed.Target;

    /// <summary>
    /// The first step of an attempt after its backup. What was left in place after it failed is behind the Service already: beside it there is
    /// nothing to preview.
    /// </summary>
    public static RolloutStep FirstStep(RolloutState state, Observed observed) =>
        RollbackTarget.Exists(state, observed) && observed.Policy.Preview && state.Held != observed.Target ? RolloutStep.Preview : RolloutStep.Roll;

    /// <summary>The spec asks for a third revision during a rollback: the new attempt supersedes the rollback at once.</summary>
    private static AttemptStart SelectDuringRollback(RolloutState state, Observed observed) =>
        observed.Target == state.Revision || observed.Target == state.LastGood ? AttemptStart.Unchanged(state) : Start(state, observed);

    /// <summary>
    /// The spec is the last good revision again, so what failed no longer matters. Where no other revision received traffic there is nothing to
    /// verify; else it is rolled back to and verified first.
    /// </summary>
    private static AttemptStart Recover(RolloutState state, Observed observed)
    {
        var unchanged = state.Step is RolloutStep.Idle or RolloutStep.Backup or RolloutStep.Preview or RolloutStep.Smoke
            && state.Failed?.Outcome != FailedOutcome.RollbackFailed
            && state.Held is null
            && StableTrack.Runs(observed.Target, observed);
        var recovered = state with
        {
            Step = unchanged ? RolloutStep.Idle : RolloutStep.RollbackVerify,
            Revision = unchanged ? null : observed.Target,
            StartedAt = state.Step == RolloutStep.Idle ? observed.Now : state.StartedAt,
            StepStartedAt = observed.Now,
            Progress = null,
            Cause = null,
            CauseAt = null,
            RollbackTo = null,
            Failed = null,
            Held = null,
            Waived = null,
            Probes = [],
            LastAttempted = observed.Target,
            LastAttemptedGeneration = observed.Generation,
        };
        return new AttemptStart(
            recovered,
            [new Transition(false, "RevertedToLastGood", $"The spec equals the last good revision {observed.Target} again", observed.Target)],
            AttemptStart.Superseded(state, observed));
    }

    /// <summary>The spec went back to a revision that is known to fail while another attempt was under way.</summary>
    private static AttemptStart ResumeRollback(RolloutState state, Observed observed)
    {
        var superseded = AttemptStart.Superseded(state, observed);
        var next = state.Held == observed.Target
            ? state with { Step = RolloutStep.Idle, Revision = null, Cause = null, CauseAt = null, LastAttempted = observed.Target }
            : state with
            {
                Step = RolloutStep.Rollback,
                Revision = observed.Target,
                StepStartedAt = observed.Now,
                Progress = null,
                Cause = state.Failed!.Cause,
                CauseAt = observed.Now,
                LastAttempted = observed.Target,
                Probes = [],
            };
        return new AttemptStart(next, [], superseded);
    }

    private static AttemptStart Start(RolloutState state, Observed observed) =>
        AttemptStart.New(state, observed, NeedsBackup(state, observed) ? RolloutStep.Backup : FirstStep(state, observed));
}
