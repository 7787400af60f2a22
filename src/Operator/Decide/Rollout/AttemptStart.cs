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
            Probes = [],
            LastAttempted = observed.Target,
            LastAttemptedGeneration = observed.Generation,
        };
        return new AttemptStart(
            started, [new Transition(false, "RolloutStarted", $"Started rollout of revision {observed.Target}", observed.Target)], Superseded(state, observed));
    }

    /// <summary>Nothing changes.</summary>
    public static AttemptStart Unchanged(RolloutState state) => new(state, [], null);

    /// <summary>The attempt under way as one that another takes the place of; null where none is.</summary>
    public static FinishedAttempt? Superseded(RolloutState state, Observed observed) =>
        state.Step is RolloutStep.Idle or RolloutStep.Rollback or RolloutStep.RollbackVerify || state.Revision is null
            ? null
            : new FinishedAttempt(state.Revision, AttemptAction.Of(state), "Superseded", Reasons.Superseded, state.StartedAt, observed.Now)
            {
                Probes = state.Probes,
            };

    /// <summary>This, and then what followed from its state.</summary>
    public AttemptStart Then(AttemptStart next) => new(next.State, [.. Transitions, .. next.Transitions], next.Finished ?? Finished);
}
