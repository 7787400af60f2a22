using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>
/// The rollout as a function: what was remembered and what is seen give what should be. Total and pure: no clock, no I/O, no throw; the
/// same input gives the same decision, and at a fixpoint it decides what already is.
/// </summary>
internal static class RolloutMachine
{
    /// <summary>Decides.</summary>
    public static RolloutDecision Decide(RolloutState state, Observed seen)
    {
        if (seen.Suspended)
            return Stay(state, seen);
        var decision = Step(Adopt(state, seen), seen);
        return decision with { WakeAt = Wake(decision.State, seen) };
    }

    /// <summary>What serves, or should, while nothing new is on its way.</summary>
    private static string Serving(RolloutState state, Observed seen) => state.Step switch
    {
        RolloutStep.Roll or RolloutStep.Verify or RolloutStep.Bake => state.Revision!,
        _ when state.LastGood is { } good && seen.KnownRevisions.Contains(good) => good,
        _ => state.LastAttempted ?? seen.Target,
    };

    private static RolloutDecision Stay(RolloutState state, Observed seen) => new()
    {
        State = state,
        Stable = Serving(state, seen),
        Preview = state.Step is RolloutStep.Preview or RolloutStep.Smoke ? state.Revision : null,
    };

    /// <summary>Looks whether the spec asks for something else than what is under way, and if so starts that instead.</summary>
    private static Begun Adopt(RolloutState state, Observed seen)
    {
        var retry = seen.RetryToken is not null && seen.RetryToken != state.LastHandledRetry;
        if (retry)
            state = state with { LastHandledRetry = seen.RetryToken, Failed = null };
        if (state.Step is RolloutStep.Rollback or RolloutStep.RollbackVerify)
            return seen.Target == state.LastGood && state.Revision != state.LastGood ? Heal(state, seen) : AdoptDuringRollback(state, seen);
        if (state.Step != RolloutStep.Idle && state.Revision == seen.Target)
            return new Begun(state, [], null);
        if (state.LastGood == seen.Target)
            return state.Step == RolloutStep.Idle && state.Failed is null ? new Begun(state, [], null) : Heal(state, seen);
        if (state.Failed?.Hash == seen.Target)
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
        var untouched = state.Step is RolloutStep.Idle or RolloutStep.Preview or RolloutStep.Smoke
            && state.Failed?.Outcome != FailedOutcome.RollbackFailed
            && StableIs(seen.Target, seen);
        var healed = state with
        {
            Step = untouched ? RolloutStep.Idle : RolloutStep.RollbackVerify,
            Revision = untouched ? null : seen.Target,
            StartedAt = state.Step == RolloutStep.Idle ? seen.Now : state.StartedAt,
            StepStartedAt = seen.Now,
            Cause = null,
            Failed = null,
            LastAttempted = seen.Target,
            LastAttemptedGeneration = seen.Generation,
        };
        return new Begun(healed, [new Transition(false, "RevertedToLastGood", "The spec is the last good revision again", seen.Target)], Superseded(state, seen));
    }

    /// <summary>The spec went back to a revision that is known to fail while another attempt was under way.</summary>
    private static Begun Restore(RolloutState state, Observed seen)
    {
        var cause = state.Failed!.Cause;
        return new Begun(
            state with { Step = RolloutStep.Rollback, Revision = seen.Target, StepStartedAt = seen.Now, Cause = cause, LastAttempted = seen.Target },
            [],
            Superseded(state, seen));
    }

    private static Begun Start(RolloutState state, Observed seen)
    {
        var first = state.LastGood is null || !seen.KnownRevisions.Contains(state.LastGood);
        var begun = state with
        {
            Step = first || !seen.Policy.Preview ? RolloutStep.Roll : RolloutStep.Preview,
            Revision = seen.Target,
            StartedAt = seen.Now,
            StepStartedAt = seen.Now,
            Cause = null,
            LastAttempted = seen.Target,
            LastAttemptedGeneration = seen.Generation,
        };
        return new Begun(begun, [new Transition(false, "RolloutStarted", $"Revision {seen.Target} is on its way", seen.Target)], Superseded(state, seen));
    }

    private static FinishedAttempt? Superseded(RolloutState state, Observed seen) =>
        state.Step is RolloutStep.Idle or RolloutStep.Rollback or RolloutStep.RollbackVerify || state.Revision is null
            ? null
            : new FinishedAttempt(state.Revision, Action(state), "Superseded", Reasons.Superseded, state.StartedAt, seen.Now);

    private static RolloutDecision Step(Begun begun, Observed seen)
    {
        var decision = begun.State.Step switch
        {
            RolloutStep.Preview => Preview(begun.State, seen),
            RolloutStep.Smoke => Smoke(begun.State, seen),
            RolloutStep.Roll => Roll(begun.State, seen),
            RolloutStep.Verify => Verify(begun.State, seen),
            RolloutStep.Bake => Bake(begun.State, seen),
            RolloutStep.Rollback => Rollback(begun.State, seen),
            RolloutStep.RollbackVerify => RollbackVerify(begun.State, seen),
            _ => Stay(begun.State, seen),
        };
        return decision with
        {
            Transitions = [.. begun.Transitions, .. decision.Transitions],
            Finished = decision.Finished ?? begun.Finished,
        };
    }

    private static RolloutDecision Preview(RolloutState state, Observed seen)
    {
        var (api, worker) = (seen.PreviewApi, seen.PreviewWorker);
        if (Of(api, state.Revision)?.Fatal is { } apiFatal)
            return Fail(state, seen, apiFatal);
        if (Of(worker, state.Revision)?.Fatal is { } workerFatal)
            return Fail(state, seen, workerFatal);
        if (Of(api, state.Revision) is { IsComplete: true } && Of(worker, state.Revision) is { IsComplete: true })
            return Enter(state, RolloutStep.Smoke, seen, new Transition(false, "RolloutVerifying", $"Probing revision {state.Revision} before any user meets it", state.Revision!));
        return Overdue(state, seen) ? Fail(state, seen, Deadline(seen, "the preview", api, worker)) : Stay(state, seen);
    }

    private static RolloutDecision Smoke(RolloutState state, Observed seen)
    {
        if (seen.PreviewApi.Fatal is { } apiFatal)
            return Fail(state, seen, apiFatal);
        if (seen.PreviewWorker.Fatal is { } workerFatal)
            return Fail(state, seen, workerFatal);
        return seen.Smoke switch
        {
            SmokeOutcome.Passed => Enter(state, RolloutStep.Roll, seen, new Transition(false, "SmokeProbePassed", $"Revision {state.Revision} passed its smoke probes", state.Revision!)),
            SmokeOutcome.Failed failed => Fail(state, seen, failed.Cause),
            _ => Stay(state, seen) with { Smoke = SmokeTarget.Preview },
        };
    }

    private static RolloutDecision Roll(RolloutState state, Observed seen)
    {
        if (StableFatal(state.Revision, seen) is { } fatal)
            return Fail(state, seen, fatal);
        if (StableIs(state.Revision!, seen))
            return Enter(state, RolloutStep.Verify, seen, new Transition(false, "RolloutVerifying", $"Probing revision {state.Revision} through its Service", state.Revision!));
        return Overdue(state, seen) ? Fail(state, seen, Deadline(seen, "the rolling update", seen.Redis, seen.Api, seen.Worker)) : Stay(state, seen);
    }

    private static RolloutDecision Verify(RolloutState state, Observed seen)
    {
        if (StableFatal(state.Revision, seen) is { } fatal)
            return Fail(state, seen, fatal);
        return seen.Smoke switch
        {
            SmokeOutcome.Passed when seen.Policy.BakeTime > TimeSpan.Zero => Enter(state, RolloutStep.Bake, seen, null),
            SmokeOutcome.Passed => Succeed(state, seen),
            SmokeOutcome.Failed failed => Fail(state, seen, failed.Cause),
            _ => Stay(state, seen) with { Smoke = SmokeTarget.Stable },
        };
    }

    private static RolloutDecision Bake(RolloutState state, Observed seen)
    {
        if (StableFatal(state.Revision, seen) is { } fatal)
            return Fail(state, seen, fatal);
        return seen.Now >= state.StepStartedAt + seen.Policy.BakeTime ? Succeed(state, seen) : Stay(state, seen);
    }

    private static RolloutDecision Rollback(RolloutState state, Observed seen)
    {
        if (StableIs(state.LastGood!, seen))
            return Enter(state, RolloutStep.RollbackVerify, seen, null);
        return StableFatal(state.LastGood, seen) is { } fatal ? RollbackFailed(state, seen, fatal)
            : Overdue(state, seen) ? RollbackFailed(state, seen, Deadline(seen, "the rollback", seen.Redis, seen.Api, seen.Worker))
            : Stay(state, seen);
    }

    /// <summary>Also the end of healing: then there is no cause, and passing means success.</summary>
    private static RolloutDecision RollbackVerify(RolloutState state, Observed seen)
    {
        if (!StableIs(state.LastGood!, seen))
        {
            return StableFatal(state.LastGood, seen) is { } fatal ? RollbackFailed(state, seen, fatal)
                : Overdue(state, seen) ? RollbackFailed(state, seen, Deadline(seen, "the rollback", seen.Redis, seen.Api, seen.Worker))
                : Stay(state, seen);
        }

        return seen.Smoke switch
        {
            SmokeOutcome.Passed => state.Cause is null ? Healed(state, seen) : RolledBack(state, seen),
            SmokeOutcome.Failed failed => RollbackFailed(state, seen, failed.Cause),
            _ => Stay(state, seen) with { Smoke = SmokeTarget.Stable },
        };
    }

    /// <summary>A step that probes asks for its probes at once: nothing else may happen that would make us look again.</summary>
    private static RolloutDecision Enter(RolloutState state, RolloutStep step, Observed seen, Transition? transition) =>
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

    private static RolloutDecision Fail(RolloutState state, Observed seen, Failure cause)
    {
        var failed = new Transition(true, cause.Reason == Reasons.SmokeProbeFailed ? Reasons.SmokeProbeFailed : "RolloutFailed", cause.Message, state.Revision!);
        if (state.LastGood is not null && seen.KnownRevisions.Contains(state.LastGood))
        {
            return Enter(state with { Cause = cause }, RolloutStep.Rollback, seen, null) with { Transitions = [failed] };
        }

        var ended = Idle(state) with
        {
            LastGood = null,
            Failed = new FailedAttempt(seen.Generation, state.Revision!, cause, seen.Now, FailedOutcome.NoRollbackTarget),
        };
        return Stay(ended, seen) with
        {
            Transitions = [failed],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Failed", cause.Reason, state.StartedAt, seen.Now),
        };
    }

    private static RolloutDecision Succeed(RolloutState state, Observed seen) =>
        Stay(Idle(state) with { LastGood = state.Revision, Failed = null }, seen) with
        {
            Transitions = [new Transition(false, "RolloutSucceeded", $"Revision {state.Revision} is live and verified", state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Succeeded", Reasons.Succeeded, state.StartedAt, seen.Now),
        };

    private static RolloutDecision Healed(RolloutState state, Observed seen) =>
        Stay(Idle(state) with { Failed = null }, seen);

    private static RolloutDecision RolledBack(RolloutState state, Observed seen) =>
        Stay(Idle(state) with { Failed = new FailedAttempt(seen.Generation, state.Revision!, state.Cause!, seen.Now, FailedOutcome.RolledBack) }, seen) with
        {
            Transitions = [new Transition(false, "RollbackSucceeded", $"Revision {state.LastGood} serves again and was verified", state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "RolledBack", state.Cause!.Reason, state.StartedAt, seen.Now),
        };

    private static RolloutDecision RollbackFailed(RolloutState state, Observed seen, Failure cause)
    {
        var whole = state.Cause is null ? cause : cause with { Message = $"{cause.Message}; rolled back because: {state.Cause.Message}" };
        var ended = Idle(state) with
        {
            Failed = new FailedAttempt(seen.Generation, state.Revision!, whole, seen.Now, FailedOutcome.RollbackFailed),
        };
        return Stay(ended, seen) with
        {
            Transitions = [new Transition(true, Reasons.RollbackFailed, whole.Message, state.Revision!)],
            Finished = new FinishedAttempt(state.Revision!, Action(state), "Failed", Reasons.RollbackFailed, state.StartedAt, seen.Now),
        };
    }

    private static RolloutState Idle(RolloutState state) => state with { Step = RolloutStep.Idle, Revision = null, Cause = null };

    private static string Action(RolloutState state) => state.LastGood is null ? "Install" : "Update";

    private static ComponentHealth? Of(ComponentHealth health, string? revision) => health.Revision == revision ? health : null;

    private static bool StableIs(string revision, Observed seen) =>
        seen.Redis.IsComplete
        && Of(seen.Api, revision) is { IsComplete: true }
        && Of(seen.Worker, revision) is { IsComplete: true };

    private static Failure? StableFatal(string? revision, Observed seen) =>
        seen.Redis.Fatal ?? Of(seen.Api, revision)?.Fatal ?? Of(seen.Worker, revision)?.Fatal;

    private static bool Overdue(RolloutState state, Observed seen) => seen.Now >= state.StepStartedAt + seen.Policy.ProgressDeadline;

    private static Failure Deadline(Observed seen, string what, params ReadOnlySpan<ComponentHealth> components)
    {
        var counts = new List<string>();
        foreach (var component in components)
            counts.Add($"{component.Available}/{component.Desired} pods of {component.Image ?? "a missing Deployment"} available");
        return new Failure(Reasons.ProgressDeadlineExceeded, $"{what} made no progress for {seen.Policy.ProgressDeadline.TotalSeconds:0} s: {string.Join(", ", counts)}");
    }

    private static DateTimeOffset? Wake(RolloutState state, Observed seen) => state.Step switch
    {
        RolloutStep.Idle => null,
        RolloutStep.Bake => state.StepStartedAt + seen.Policy.BakeTime,
        // Smoke runs end by themselves and wake us; their own limits are shorter than any deadline.
        RolloutStep.Smoke or RolloutStep.Verify => null,
        _ => state.StepStartedAt + seen.Policy.ProgressDeadline,
    };

    private readonly record struct Begun(RolloutState State, IReadOnlyList<Transition> Transitions, FinishedAttempt? Finished);
}
