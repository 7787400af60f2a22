namespace October.Operator.Rollout;

/// <summary>The decision to be in a step: what then serves, and what is probed.</summary>
internal static class StepDecision
{
    /// <summary>What serves, or should, while nothing new is on its way.</summary>
    private static string Serving(RolloutState state, Observed seen) => state.Step switch
    {
        RolloutStep.Roll or RolloutStep.Verify or RolloutStep.Bake => state.Revision!,
        _ when state.Held is { } held && seen.KnownRevisions.Contains(held) && state.Step is not (RolloutStep.Rollback or RolloutStep.RollbackVerify) => held,
        _ when state.LastGood is { } good && seen.KnownRevisions.Contains(good) => good,
        _ => state.LastAttempted ?? seen.Target,
    };

    /// <summary>To go on as it is.</summary>
    public static RolloutDecision Stay(RolloutState state, Observed seen) => new()
    {
        State = state,
        Stable = Serving(state, seen),
        Preview = state switch
        {
            { Step: RolloutStep.Preview or RolloutStep.Smoke } => state.Revision,
            // Frozen before users met it: the preview is the evidence, where there was one.
            { Step: RolloutStep.Idle, Failed: { Outcome: FailedOutcome.Frozen, Cause.Reason: not Crd.Status.Reasons.BackupFailed } failed } when failed.Hash != state.Held && seen.KnownRevisions.Contains(failed.Hash) => failed.Hash,
            _ => null,
        },
    };

    /// <summary>A step that probes asks for its probes at once: nothing else may happen that would make us look again.</summary>
    public static RolloutDecision Enter(RolloutState state, RolloutStep step, Observed seen, Transition? transition) =>
        Stay(state with { Step = step, StepStartedAt = seen.Now }, seen) with
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
