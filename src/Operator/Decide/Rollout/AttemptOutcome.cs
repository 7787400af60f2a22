using October.Crd.Status;
using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>The ways in which an attempt ends, or turns into a rollback.</summary>
internal static class AttemptOutcome
{
    public static RolloutDecision Fail(RolloutState state, Observed observed, Failure cause)
    {
        var failed = new Transition(
            true,
            cause.Reason is Reasons.SmokeProbeFailed or Reasons.ProgressDeadlineExceeded or Reasons.AttemptDeadlineExceeded ? cause.Reason : "RolloutFailed",
            cause.Message,
            state.Revision!);
        var receivedTraffic = state.Step is RolloutStep.Roll or RolloutStep.Verify or RolloutStep.Bake && !observed.MakesNoPods(state);
        if (!RollbackTarget.Exists(state, observed))
            return End(state with { LastGood = null }, observed, cause, FailedOutcome.NoRollbackTarget, failed);
        return observed.Policy.Rollback switch
        {
            RollbackPolicy.Freeze => End(state with { Held = receivedTraffic ? state.Revision : state.Held }, observed, cause, FailedOutcome.Frozen, failed),
            RollbackPolicy.Manual when receivedTraffic || state.Held is not null => End(
                state with { Held = receivedTraffic ? state.Revision : state.Held },
                observed,
                cause,
                FailedOutcome.AwaitingRollback,
                failed),
            _ => StepDecision.Enter(state with { Cause = cause, CauseAt = observed.Now, Held = null }, RolloutStep.Rollback, observed, null) with
            {
                Transitions = [failed, new Transition(false, "RollbackStarted", $"Rolling back to {state.LastGood}: {cause.Message}", state.Revision!)],
            },
        };
    }

    /// <summary>The attempt is over, and nothing is rolled back.</summary>
    private static RolloutDecision End(RolloutState state, Observed observed, Failure cause, FailedOutcome outcome, Transition failed)
    {
        var attempt = Failed(state, observed, cause, outcome);
        return StepDecision.Stay(Idle(state) with { Failed = attempt }, observed) with
        {
            Transitions =
            [
                failed,
                .. Retry(attempt, observed),
                .. outcome == FailedOutcome.NoRollbackTarget
                    ?
                    [
                        new Transition(
                            true,
                            Reasons.NoRollbackTarget,
                            $"Revision {state.Revision} stays in place: there is no earlier revision to roll back to",
                            state.Revision!),
                    ]
                    : new[]
                    {
                        new Transition(
                            true,
                            outcome.ToString(),
                            $"Revision {state.Revision} stays in place: spec.rollout.rollback.policy is {observed.Policy.Rollback}",
                            state.Revision!),
                    },
            ],
            Finished = new FinishedAttempt(state.Revision!, AttemptAction.Of(state), "Failed", cause.Reason, state.StartedAt, observed.Now)
            {
                Probes = state.Probes,
            },
        };
    }

    public static RolloutDecision Succeed(RolloutState state, Observed observed)
    {
        var good = Idle(state) with { LastGood = state.Revision, Failed = null, Held = null, Unverified = Unverified(state.Probes) };
        return StepDecision.Stay(good, observed) with
        {
            Transitions = [new Transition(false, "RolloutSucceeded", Serving(state.Revision!, good), state.Revision!)],
            Finished = new FinishedAttempt(
                state.Revision!, AttemptAction.Of(state), "Succeeded", state.Promoted ? Reasons.Promoted : Reasons.Succeeded, state.StartedAt, observed.Now)
            {
                Probes = state.Probes,
            },
        };
    }

    public static RolloutDecision Recovered(RolloutState state, Observed observed) =>
        StepDecision.Stay(Idle(state) with { Failed = null, Unverified = Unverified(observed.Smoke.Probes) }, observed);

    public static RolloutDecision RolledBack(RolloutState state, Observed observed)
    {
        var attempt = Failed(state, observed, state.Cause!, FailedOutcome.RolledBack) with { Unreverted = observed.Unreverted };
        var good = Idle(state) with { LastGood = state.Destination, Failed = attempt, Unverified = Unverified(observed.Smoke.Probes) };
        return StepDecision.Stay(good, observed) with
        {
            Transitions =
            [
                new Transition(false, "RollbackSucceeded", $"Rolled back to {state.Destination}: {state.Cause!.Message}", state.Revision!),
                .. Incomplete(attempt, state),
                .. Retry(attempt, observed),
            ],
            Finished = new FinishedAttempt(state.Revision!, AttemptAction.Of(state), "RolledBack", state.Cause!.Reason, state.StartedAt, observed.Now)
            {
                Probes = state.Probes,
            },
        };
    }

    public static RolloutDecision RollbackFailed(RolloutState state, Observed observed, Failure cause)
    {
        if (state.RollbackTo is { } requested && RollbackTarget.Exists(state, observed))
            return RequestFailed(state, observed, requested, cause);
        var failed = Failed(state, observed, state.Cause ?? cause, FailedOutcome.RollbackFailed) with
        {
            RollbackError = cause,
            // Pods that become available later are noticed; of what a probe found only another probe can tell that it has passed.
            RetryAt = cause.Probe is null ? null : observed.Now + Recovery.Pause(observed.Now - state.StartedAt),
        };
        // Where nothing has ever passed, what was requested stays.
        return StepDecision.Stay(Idle(state) with { Failed = failed, Held = state.RollbackTo ?? state.Held }, observed) with
        {
            Transitions = [new Transition(true, Reasons.RollbackFailed, RollbackError(failed), state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, AttemptAction.Of(state), "Failed", Reasons.RollbackFailed, state.StartedAt, observed.Now)
            {
                Probes = state.Probes,
            },
        };
    }

    /// <summary>The revision that a person requested does not work: the last good one is rolled back to, without a cause where the spec asks for it.</summary>
    private static RolloutDecision RequestFailed(RolloutState state, Observed observed, string requested, Failure cause)
    {
        var why = $"revision {requested}, requested by october.dev/rollback-to, failed: {cause.Message}";
        var reverted = state with
        {
            RollbackTo = null,
            Cause = state.LastGood == observed.Target ? null : new Failure(Reasons.RollbackRequested, why) { Evidence = cause.Evidence },
            CauseAt = state.LastGood == observed.Target ? null : observed.Now,
        };
        return StepDecision.Enter(reverted, RolloutStep.Rollback, observed, null) with
        {
            Transitions =
            [
                new Transition(true, Reasons.RollbackFailed, why, requested),
                new Transition(false, "RollbackStarted", $"Rolling back to {state.LastGood}: {why}", state.Revision!),
            ],
            Finished = new FinishedAttempt(requested, "Rollback", "Failed", Reasons.RollbackFailed, state.StartedAt, observed.Now),
        };
    }

    /// <summary>Why a rollback failed, and what it was for.</summary>
    public static string RollbackError(FailedAttempt failed) => failed.RollbackError is { } error && error != failed.Cause
        ? $"{error.Message}; the rollback was started because: {failed.Cause.Message}"
        : failed.Cause.Message;

    /// <summary>That a revision serves, and whether that was verified.</summary>
    public static string Serving(string revision, RolloutState state) =>
        state.Waived == revision ? $"Revision {revision} is serving; october.dev/promote waived its probes"
        : state.Unverified is { } skipped ? $"Revision {revision} is serving and verified, except smoke probes that were skipped: {skipped}"
        : $"Revision {revision} is serving and verified";

    private static string? Unverified(IReadOnlyList<ProbeRecord> probes) =>
        probes.Where(probe => probe.Skipped is not null).Select(probe => $"{probe.Name} ({probe.Skipped})").ToList() is { Count: > 0 } skipped
            ? string.Join(", ", skipped)
            : null;

    private static RolloutState Idle(RolloutState state) =>
        state with
        {
            Step = RolloutStep.Idle,
            Revision = null,
            RollbackTo = null,
            Cause = null,
            CauseAt = null,
            Progress = null,
            Attempt = 1,
            Probes = [],
        };

    private static FailedAttempt Failed(RolloutState state, Observed observed, Failure cause, FailedOutcome outcome) => new(
        observed.Generation, state.Revision!, cause, observed.Now, outcome, state.Attempt,
        outcome is FailedOutcome.RolledBack or FailedOutcome.NoRollbackTarget ? observed.Policy.Retry.Next(cause, state.Attempt, observed.Now) : null);

    /// <summary>What is not as it was before the attempt.</summary>
    private static Transition[] Incomplete(FailedAttempt attempt, RolloutState state) =>
        attempt.Unreverted is null
            ? []
            : [new Transition(true, "RollbackIncomplete", $"Rolled back to {state.Destination}, except: {attempt.Unreverted}", attempt.Hash)];

    /// <summary>Whether what failed is attempted again by itself.</summary>
    private static Transition[] Retry(FailedAttempt attempt, Observed observed) => attempt switch
    {
        { RetryAt: { } at } =>
        [
            new Transition(
                false,
                "RetryScheduled",
                $"Retrying revision {attempt.Hash} at {at.UtcDateTime:HH:mm:ss} UTC after an infrastructure failure",
                attempt.Hash),
        ],
        _ when attempt.Attempts > 1 && attempt.Attempts > observed.Policy.Retry.Retries && InfrastructureFailure.Is(attempt.Cause) =>
            [
                new Transition(
                    true,
                    Reasons.RetriesExceeded,
                    $"Revision {attempt.Hash} failed {attempt.Attempts} times: exceeds spec.rollout.rollback.retries ({observed.Policy.Retry.Retries})",
                    attempt.Hash),
            ],
        _ => [],
    };
}
