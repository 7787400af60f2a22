using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>The ways in which an attempt ends, or turns into a rollback.</summary>
internal static class Ending
{
    public static RolloutDecision Fail(RolloutState state, Observed seen, Failure cause)
    {
        var failed = new Transition(true, cause.Reason == Reasons.SmokeProbeFailed ? Reasons.SmokeProbeFailed : "RolloutFailed", cause.Message, state.Revision!);
        if (state.LastGood is not null && seen.KnownRevisions.Contains(state.LastGood))
        {
            return StepDecision.Enter(state with { Cause = cause }, RolloutStep.Rollback, seen, null) with { Transitions = [failed] };
        }

        var ended = Idle(state) with
        {
            LastGood = null,
            Failed = new FailedAttempt(seen.Generation, state.Revision!, cause, seen.Now, FailedOutcome.NoRollbackTarget),
        };
        return StepDecision.Stay(ended, seen) with
        {
            Transitions = [failed],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Failed", cause.Reason, state.StartedAt, seen.Now),
        };
    }

    public static RolloutDecision Succeed(RolloutState state, Observed seen) =>
        StepDecision.Stay(Idle(state) with { LastGood = state.Revision, Failed = null }, seen) with
        {
            Transitions = [new Transition(false, "RolloutSucceeded", $"Revision {state.Revision} is live and verified", state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Succeeded", Reasons.Succeeded, state.StartedAt, seen.Now),
        };

    public static RolloutDecision Healed(RolloutState state, Observed seen) =>
        StepDecision.Stay(Idle(state) with { Failed = null }, seen);

    public static RolloutDecision RolledBack(RolloutState state, Observed seen) =>
        StepDecision.Stay(Idle(state) with { Failed = new FailedAttempt(seen.Generation, state.Revision!, state.Cause!, seen.Now, FailedOutcome.RolledBack) }, seen) with
        {
            Transitions = [new Transition(false, "RollbackSucceeded", $"Revision {state.LastGood} serves again and was verified", state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "RolledBack", state.Cause!.Reason, state.StartedAt, seen.Now),
        };

    public static RolloutDecision RollbackFailed(RolloutState state, Observed seen, Failure cause)
    {
        var whole = state.Cause is null ? cause : cause with { Message = $"{cause.Message}; rolled back because: {state.Cause.Message}" };
        var ended = Idle(state) with
        {
            Failed = new FailedAttempt(seen.Generation, state.Revision!, whole, seen.Now, FailedOutcome.RollbackFailed),
        };
        return StepDecision.Stay(ended, seen) with
        {
            Transitions = [new Transition(true, Reasons.RollbackFailed, whole.Message, state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Failed", Reasons.RollbackFailed, state.StartedAt, seen.Now),
        };
    }

    private static RolloutState Idle(RolloutState state) => state with { Step = RolloutStep.Idle, Revision = null, Cause = null };

    public static string Action(RolloutState state) => state.LastGood is null ? "Install" : "Update";
}
