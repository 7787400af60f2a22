using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

/// <summary>The decision to be in a step: what then serves, and what is probed.</summary>
internal static class StepDecision
{
    /// <summary>What serves, or should, while nothing new is on its way.</summary>
    private static string Serving(RolloutState state, Observed observed) => state.Step switch
    {
        RolloutStep.Roll or RolloutStep.Verify or RolloutStep.Bake => state.Revision!,
        _ when state.Held is { } held && observed.KnownRevisions.Contains(held) && state.Step is not (RolloutStep.Rollback or RolloutStep.RollbackVerify) =>
            held,
        RolloutStep.Rollback or RolloutStep.RollbackVerify when state.RollbackTo is { } requested && observed.KnownRevisions.Contains(requested) => requested,
        _ when state.LastGood is { } good && observed.KnownRevisions.Contains(good) => good,
        _ => state.LastAttempted ?? observed.Target,
    };

    /// <summary>To go on as it is.</summary>
    public static RolloutDecision Stay(RolloutState state, Observed observed) => new()
    {
        State = state,
        Stable = Serving(state, observed),
        Preview = state switch
        {
            { Step: RolloutStep.Preview or RolloutStep.Smoke } => state.Revision,
            // Frozen before users met it: the preview is the evidence, where there was one.
            { Step: RolloutStep.Idle, Failed: { Outcome: FailedOutcome.Frozen, Cause.Reason: not Crd.Status.Reasons.BackupFailed } failed }
                when failed.Hash != state.Held && observed.KnownRevisions.Contains(failed.Hash) => failed.Hash,
            _ => null,
        },
    };

    /// <summary>A step that probes asks for its probes at once: nothing else may happen that would make us look again.</summary>
    public static RolloutDecision Enter(RolloutState state, RolloutStep step, Observed observed, Transition? transition) =>
        Stay(state with { Step = step, StepStartedAt = observed.Now, Progress = null }, observed) with
        {
            Transitions = transition is null ? [] : [transition],
            Smoke = step switch
            {
                RolloutStep.Smoke => SmokeTarget.Preview,
                RolloutStep.Verify or RolloutStep.RollbackVerify => SmokeTarget.Stable,
                _ => null,
            },
        };
}
