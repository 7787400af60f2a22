using October.Crd.Status;
using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>The attempt to go on with once commands and the spec were read, and what that changed.</summary>
/// <param name="State">The attempt to go on with.</param>
/// <param name="Transitions">What just happened.</param>
/// <param name="Finished">An attempt that was superseded.</param>
internal readonly record struct AttemptStart(RolloutState State, IReadOnlyList<Transition> Transitions, FinishedAttempt? Finished)
{
    /// <summary>A new attempt at the spec's revision.</summary>
    public static AttemptStart New(RolloutState state, Observed observed, RolloutStep step)
    {
        var earlier = state.Failed is { } failed && failed.Hash == observed.Target ? failed.Attempts : 0;
        var started = state with
        {
            Step = step,
            Revision = observed.Target,
            StartedAt = observed.Now,
            StepStartedAt = observed.Now,
            Progress = null,
            Cause = null,
            CauseAt = null,
            RollbackTo = null,
            Attempt = earlier + 1,
            Waived = null,
            Failed = Failed(state) ?? state.Failed,
            Probes = [],
            LastAttempted = observed.Target,
            LastAttemptedGeneration = observed.Generation,
        };
        return new AttemptStart(
            started, [new Transition(false, "RolloutStarted", $"Started rollout of revision {observed.Target}", observed.Target)], Superseded(state, observed));
    }

    /// <summary>Nothing changes.</summary>
    public static AttemptStart Unchanged(RolloutState state) => new(state, [], null);

    /// <summary>
    /// The attempt under way as one that another takes the place of; null where none is. One that is being rolled back has failed, whoever interrupts that.
    /// </summary>
    public static FinishedAttempt? Superseded(RolloutState state, Observed observed)
    {
        var isRollback = state.Step is RolloutStep.Rollback or RolloutStep.RollbackVerify;
        if (state.Step == RolloutStep.Idle || state.Revision is null || (isRollback && state.Cause is null))
            return null;
        var (outcome, reason) = Failed(state) is { } failed ? ("Failed", failed.Cause.Reason) : ("Superseded", Reasons.Superseded);
        return new FinishedAttempt(state.Revision, AttemptAction.Of(state), outcome, reason, state.StartedAt, observed.Now) { Probes = state.Probes };
    }

    /// <summary>The attempt that failed and was being rolled back; null for none. Where a person requested the rollback, nothing has failed.</summary>
    private static FailedAttempt? Failed(RolloutState state) =>
        state is { Step: RolloutStep.Rollback or RolloutStep.RollbackVerify, Revision: { } revision, Cause: { Reason: not Reasons.RollbackRequested } cause }
            ? new FailedAttempt(
                state.LastAttemptedGeneration ?? 0, revision, cause, state.CauseAt ?? state.StepStartedAt, FailedOutcome.RolledBack, state.Attempt)
            : null;

    /// <summary>This, and then what followed from its state.</summary>
    public AttemptStart Then(AttemptStart next) => new(next.State, [.. Transitions, .. next.Transitions], next.Finished ?? Finished);
}
