using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>The ways in which an attempt ends, or turns into a rollback.</summary>
internal static class Ending
{
    public static RolloutDecision Fail(RolloutState state, Observed seen, Failure cause)
    {
        var failed = new Transition(true, cause.Reason is Reasons.SmokeProbeFailed or Reasons.ProgressDeadlineExceeded ? cause.Reason : "RolloutFailed", cause.Message, state.Revision!);
        var met = state.Step is RolloutStep.Roll or RolloutStep.Verify or RolloutStep.Bake;
        if (!RolloutMachine.CanGoBack(state, seen))
            return End(state with { LastGood = null }, seen, cause, FailedOutcome.NoRollbackTarget, failed);
        return seen.Policy.Rollback switch
        {
            RollbackPolicy.Freeze => End(state with { Held = met ? state.Revision : state.Held }, seen, cause, FailedOutcome.Frozen, failed),
            RollbackPolicy.Manual when met || state.Held is not null => End(state with { Held = met ? state.Revision : state.Held }, seen, cause, FailedOutcome.AwaitingRollback, failed),
            _ => StepDecision.Enter(state with { Cause = cause, CauseAt = seen.Now, Held = null }, RolloutStep.Rollback, seen, null) with
            {
                Transitions = [failed, new Transition(false, "RollbackStarted", $"Revision {state.LastGood} is put back: {cause.Message}", state.Revision!)],
            },
        };
    }

    /// <summary>The attempt is over, and nothing is put back.</summary>
    private static RolloutDecision End(RolloutState state, Observed seen, Failure cause, FailedOutcome outcome, Transition failed)
    {
        var attempt = Failed(state, seen, cause, outcome);
        return StepDecision.Stay(Idle(state) with { Failed = attempt }, seen) with
        {
            Transitions = [failed, .. Again(attempt, seen), .. outcome == FailedOutcome.NoRollbackTarget
                ? [new Transition(true, Reasons.NoRollbackTarget, $"Revision {state.Revision} is left as it is: there is no earlier one to put back", state.Revision!)]
                : new[] { new Transition(true, outcome.ToString(), $"Revision {state.Revision} is left as it is, as spec.rollout.rollback.policy says", state.Revision!) }],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Failed", cause.Reason, state.StartedAt, seen.Now) { Probes = state.Probes },
        };
    }

    public static RolloutDecision Succeed(RolloutState state, Observed seen) =>
        StepDecision.Stay(Idle(state) with { LastGood = state.Revision, Failed = null, Held = null }, seen) with
        {
            Transitions = [new Transition(false, "RolloutSucceeded", Live(state.Revision!, state), state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Succeeded", state.Promoted ? Reasons.Promoted : Reasons.Succeeded, state.StartedAt, seen.Now) { Probes = state.Probes },
        };

    public static RolloutDecision Healed(RolloutState state, Observed seen) =>
        StepDecision.Stay(Idle(state) with { Failed = null }, seen);

    public static RolloutDecision RolledBack(RolloutState state, Observed seen)
    {
        var attempt = Failed(state, seen, state.Cause!, FailedOutcome.RolledBack) with { NotPutBack = seen.NotPutBack };
        return StepDecision.Stay(Idle(state) with { Failed = attempt }, seen) with
        {
            Transitions = [new Transition(false, "RollbackSucceeded", $"Revision {state.LastGood} serves again and was verified", state.Revision!), .. Incomplete(attempt, state), .. Again(attempt, seen)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "RolledBack", state.Cause!.Reason, state.StartedAt, seen.Now) { Probes = state.Probes },
        };
    }

    public static RolloutDecision RollbackFailed(RolloutState state, Observed seen, Failure cause)
    {
        var whole = state.Cause is null ? cause : cause with { Message = $"{cause.Message}; rolled back because: {state.Cause.Message}" };
        var ended = Idle(state) with
        {
            Failed = Failed(state, seen, whole, FailedOutcome.RollbackFailed),
        };
        return StepDecision.Stay(ended, seen) with
        {
            Transitions = [new Transition(true, Reasons.RollbackFailed, whole.Message, state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Failed", Reasons.RollbackFailed, state.StartedAt, seen.Now) { Probes = state.Probes },
        };
    }

    /// <summary>Says of a revision that it serves, and whether that was verified.</summary>
    public static string Live(string revision, RolloutState state) =>
        state.Waived == revision ? $"Revision {revision} is live; october.dev/promote waived its probes" : $"Revision {revision} is live and verified";

    /// <summary>What kind of attempt this is, for the history.</summary>
    public static string Action(RolloutState state) =>
        state.LastGood is null ? "Install" : state.Cause?.Reason == Reasons.RollbackRequested ? "Rollback" : "Update";

    private static RolloutState Idle(RolloutState state) =>
        state with { Step = RolloutStep.Idle, Revision = null, Cause = null, CauseAt = null, Attempt = 1, Probes = [] };

    private static FailedAttempt Failed(RolloutState state, Observed seen, Failure cause, FailedOutcome outcome) => new(
        seen.Generation, state.Revision!, cause, seen.Now, outcome, state.Attempt,
        outcome is FailedOutcome.RolledBack or FailedOutcome.NoRollbackTarget ? seen.Policy.Retry.Next(cause, state.Attempt, seen.Now) : null);

    /// <summary>Tells what is not as it was before the attempt.</summary>
    private static Transition[] Incomplete(FailedAttempt attempt, RolloutState state) =>
        attempt.NotPutBack is null ? [] : [new Transition(true, "RollbackIncomplete", $"Revision {state.LastGood} serves again, but {attempt.NotPutBack}", attempt.Hash)];

    /// <summary>Tells whether what failed will be tried again by itself.</summary>
    private static Transition[] Again(FailedAttempt attempt, Observed seen) => attempt switch
    {
        { RetryAt: { } at } => [new Transition(false, "RetryScheduled", $"Revision {attempt.Hash} is tried again at {at.UtcDateTime:HH:mm:ss} UTC: the cluster made it fail", attempt.Hash)],
        _ when attempt.Attempts > 1 && attempt.Attempts > seen.Policy.Retry.Retries && Infrastructure.Caused(attempt.Cause) =>
            [new Transition(true, Reasons.RetriesExceeded, $"Revision {attempt.Hash} failed {attempt.Attempts} times and is not tried again by itself", attempt.Hash)],
        _ => [],
    };
}
