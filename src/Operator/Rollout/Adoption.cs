using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>Compares what the spec asks for with what is under way, and starts, goes on with, or gives up an attempt.</summary>
internal static class Adoption
{
    /// <summary>Looks whether the spec asks for something else than what is under way, and if so starts that instead.</summary>
    public static Begun Adopt(RolloutState state, Observed seen)
    {
        if (state.Step is RolloutStep.Rollback or RolloutStep.RollbackVerify)
            return seen.Target == state.LastGood && state.Revision != state.LastGood ? Heal(state, seen) : AdoptDuringRollback(state, seen);
        if (state.Step != RolloutStep.Idle && state.Revision == seen.Target)
            return new Begun(state, [], null);
        if (state.LastGood == seen.Target)
            return state.Step == RolloutStep.Idle && (state.Failed is null || state.Failed.Hash == seen.Target) ? new Begun(state, [], null) : Heal(state, seen);
        if (state.Failed is { } failed && failed.Hash == seen.Target && !(failed.RetryAt <= seen.Now))
            return state.Step == RolloutStep.Idle ? new Begun(state, [], null) : Restore(state, seen);
        return Start(state, seen);
    }

    /// <summary>A third revision was asked for while the last good one is being put back: the new attempt takes over at once.</summary>
    private static Begun AdoptDuringRollback(RolloutState state, Observed seen) =>
        seen.Target == state.Revision || seen.Target == state.LastGood ? new Begun(state, [], null) : Start(state, seen);

    /// <summary>
    /// The spec is the last good revision again, and what failed is forgiven. Where users never met another one there is nothing to prove;
    /// else it is put back and verified first.
    /// </summary>
    private static Begun Heal(RolloutState state, Observed seen)
    {
        var untouched = state.Step is RolloutStep.Idle or RolloutStep.Backup or RolloutStep.Preview or RolloutStep.Smoke
            && state.Failed?.Outcome != FailedOutcome.RollbackFailed
            && state.Held is null
            && StableSide.Is(seen.Target, seen);
        var healed = state with
        {
            Step = untouched ? RolloutStep.Idle : RolloutStep.RollbackVerify,
            Revision = untouched ? null : seen.Target,
            StartedAt = state.Step == RolloutStep.Idle ? seen.Now : state.StartedAt,
            StepStartedAt = seen.Now,
            Cause = null,
            CauseAt = null,
            Failed = null,
            Held = null,
            Waived = null,
            Probes = [],
            LastAttempted = seen.Target,
            LastAttemptedGeneration = seen.Generation,
        };
        return new Begun(healed, [new Transition(false, "RevertedToLastGood", "The spec is the last good revision again", seen.Target)], Superseded(state, seen));
    }

    /// <summary>The spec went back to a revision that is known to fail while another attempt was under way.</summary>
    private static Begun Restore(RolloutState state, Observed seen)
    {
        if (state.Held == seen.Target)
            return new Begun(state with { Step = RolloutStep.Idle, Revision = null, Cause = null, CauseAt = null, LastAttempted = seen.Target }, [], Superseded(state, seen));
        var cause = state.Failed!.Cause;
        return new Begun(
            state with { Step = RolloutStep.Rollback, Revision = seen.Target, StepStartedAt = seen.Now, Cause = cause, CauseAt = seen.Now, LastAttempted = seen.Target, Probes = [] },
            [],
            Superseded(state, seen));
    }

    private static Begun Start(RolloutState state, Observed seen) =>
        Begin(state, seen, BacksUp(state, seen) ? RolloutStep.Backup : First(state, seen));

    /// <summary>There is data, and something to go back to with it; and the revision has not been at the data already.</summary>
    public static bool BacksUp(RolloutState state, Observed seen) =>
        seen.Policy.BackUpFirst && seen.Redis.Exists && RolloutMachine.CanGoBack(state, seen) && state.Held != seen.Target;

    /// <summary>
    /// Where an attempt begins when its backup is made. What was left in place after it failed is behind the Service already: beside it there is
    /// nothing to preview.
    /// </summary>
    public static RolloutStep First(RolloutState state, Observed seen) =>
        RolloutMachine.CanGoBack(state, seen) && seen.Policy.Preview && state.Held != seen.Target ? RolloutStep.Preview : RolloutStep.Roll;

    /// <summary>A new attempt at the spec's revision.</summary>
    public static Begun Begin(RolloutState state, Observed seen, RolloutStep step)
    {
        var again = state.Failed is { } failed && failed.Hash == seen.Target ? failed.Attempts : 0;
        var begun = state with
        {
            Step = step,
            Revision = seen.Target,
            StartedAt = seen.Now,
            StepStartedAt = seen.Now,
            Cause = null,
            CauseAt = null,
            Attempt = again + 1,
            Waived = null,
            Probes = [],
            LastAttempted = seen.Target,
            LastAttemptedGeneration = seen.Generation,
        };
        return new Begun(begun, [new Transition(false, "RolloutStarted", $"Revision {seen.Target} is on its way", seen.Target)], Superseded(state, seen));
    }

    private static FinishedAttempt? Superseded(RolloutState state, Observed seen) =>
        state.Step is RolloutStep.Idle or RolloutStep.Rollback or RolloutStep.RollbackVerify || state.Revision is null
            ? null
            : new FinishedAttempt(state.Revision, Ending.Action(state), "Superseded", Reasons.Superseded, state.StartedAt, seen.Now) { Probes = state.Probes };
}
