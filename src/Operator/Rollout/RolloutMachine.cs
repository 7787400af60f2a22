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
        {
            return StepDecision.Stay(state with { Suspended = true }, seen) with
            {
                Transitions = state.Suspended ? [] : [new Transition(false, Reasons.Suspended, "Nothing is reconciled while spec.suspend is true; what runs goes on running", seen.Target)],
            };
        }

        var resumed = new Begun(
            state with { Suspended = false }, state.Suspended ? [new Transition(false, "Resumed", "spec.suspend is no longer true", seen.Target)] : [], null);
        var ordered = resumed.Then(Orders.Take(resumed.State, seen));
        var decision = Step(ordered.Then(Adoption.Adopt(ordered.State, seen)), seen);
        return decision with { WakeAt = Wake(decision.State, seen) };
    }

    /// <summary>There is a revision that passed, and it is still written down.</summary>
    public static bool CanGoBack(RolloutState state, Observed seen) => state.LastGood is not null && seen.KnownRevisions.Contains(state.LastGood);

    private static RolloutDecision Step(Begun begun, Observed seen)
    {
        var decision = begun.State.Step switch
        {
            RolloutStep.Backup => Backup(begun.State, seen),
            RolloutStep.Preview => Preview(begun.State, seen),
            RolloutStep.Smoke => Smoke(begun.State, seen),
            RolloutStep.Roll => Roll(begun.State, seen),
            RolloutStep.Verify => Verify(begun.State, seen),
            RolloutStep.Bake => Bake(begun.State, seen),
            RolloutStep.Rollback => Rollback(begun.State, seen),
            RolloutStep.RollbackVerify => RollbackVerify(begun.State, seen),
            _ => StepDecision.Stay(begun.State, seen),
        };
        return decision with
        {
            Transitions = [.. begun.Transitions, .. decision.Transitions],
            Finished = decision.Finished ?? begun.Finished,
        };
    }

    /// <summary>Before the preview: a revision may change data as it starts.</summary>
    private static RolloutDecision Backup(RolloutState state, Observed seen)
    {
        if (state.Promoted)
            return StepDecision.Enter(state, RolloutStep.Roll, seen, null);
        if (!Adoption.BacksUp(state, seen) || seen.FirstBackup?.Succeeded == true)
            return StepDecision.Enter(state, Adoption.First(state, seen), seen, null);
        if (seen.FirstBackup?.Succeeded == false)
            return Ending.Fail(state, seen, new Failure(Reasons.BackupFailed, $"the backup before the rollout failed: Job {seen.FirstBackup.Job} and its log say why"));
        return Overdue(state, seen)
            ? Ending.Fail(state, seen, new Failure(Reasons.BackupFailed, $"the backup before the rollout has not ended within {seen.Policy.ProgressDeadline.TotalSeconds:0} s, which is spec.rollout.progressDeadline: Job {seen.FirstBackup?.Job}"))
            : StepDecision.Stay(state, seen) with { BackUp = true };
    }

    private static RolloutDecision Preview(RolloutState state, Observed seen)
    {
        if (state.Promoted)
            return StepDecision.Enter(state, RolloutStep.Roll, seen, null);
        var (api, worker) = (seen.PreviewApi, seen.PreviewWorker);
        if (StableSide.Of(api, state.Revision)?.Fatal is { } apiFatal)
            return Ending.Fail(state, seen, apiFatal);
        if (StableSide.Of(worker, state.Revision)?.Fatal is { } workerFatal)
            return Ending.Fail(state, seen, workerFatal);
        if (StableSide.Of(api, state.Revision) is { IsComplete: true } && StableSide.Of(worker, state.Revision) is { IsComplete: true })
            return StepDecision.Enter(state, RolloutStep.Smoke, seen, new Transition(false, "RolloutVerifying", $"Probing revision {state.Revision} before any user meets it", state.Revision!));
        return Overdue(state, seen) ? Ending.Fail(state, seen, Deadline(seen, "the preview", api, worker)) : StepDecision.Stay(state, seen);
    }

    private static RolloutDecision Smoke(RolloutState state, Observed seen)
    {
        if (state.Promoted)
            return StepDecision.Enter(state, RolloutStep.Roll, seen, null);
        if (seen.PreviewApi.Fatal is { } apiFatal)
            return Ending.Fail(state, seen, apiFatal);
        if (seen.PreviewWorker.Fatal is { } workerFatal)
            return Ending.Fail(state, seen, workerFatal);
        return seen.Smoke switch
        {
            SmokeOutcome.Passed => StepDecision.Enter(state with { Probes = seen.Smoke.Probes }, RolloutStep.Roll, seen, new Transition(false, "SmokeProbePassed", $"Revision {state.Revision} passed its smoke probes", state.Revision!)),
            SmokeOutcome.Failed failed => Ending.Fail(state with { Probes = failed.Probes }, seen, failed.Cause),
            _ => StepDecision.Stay(state, seen) with { Smoke = SmokeTarget.Preview },
        };
    }

    private static RolloutDecision Roll(RolloutState state, Observed seen)
    {
        if (StableSide.Fatal(state.Revision, seen) is { } fatal)
            return Ending.Fail(state, seen, fatal);
        if (StableSide.Is(state.Revision!, seen) && state.Promoted)
            return Ending.Succeed(state, seen);
        if (StableSide.Is(state.Revision!, seen))
            return StepDecision.Enter(state, RolloutStep.Verify, seen, new Transition(false, "RolloutVerifying", $"Probing revision {state.Revision} through its Service", state.Revision!));
        return Overdue(state, seen) ? Ending.Fail(state, seen, Deadline(seen, "the rolling update", seen.Redis, seen.Api, seen.Worker)) : StepDecision.Stay(state, seen);
    }

    private static RolloutDecision Verify(RolloutState state, Observed seen)
    {
        if (StableSide.Fatal(state.Revision, seen) is { } fatal)
            return Ending.Fail(state, seen, fatal);
        if (state.Promoted)
            return Ending.Succeed(state, seen);
        return seen.Smoke switch
        {
            SmokeOutcome.Passed when seen.Policy.BakeTime > TimeSpan.Zero => StepDecision.Enter(state with { Probes = seen.Smoke.Probes }, RolloutStep.Bake, seen, null),
            SmokeOutcome.Passed => Ending.Succeed(state with { Probes = seen.Smoke.Probes }, seen),
            SmokeOutcome.Failed failed => Ending.Fail(state with { Probes = failed.Probes }, seen, failed.Cause),
            _ => StepDecision.Stay(state, seen) with { Smoke = SmokeTarget.Stable },
        };
    }

    private static RolloutDecision Bake(RolloutState state, Observed seen)
    {
        if (StableSide.Fatal(state.Revision, seen) is { } fatal)
            return Ending.Fail(state, seen, fatal);
        return state.Promoted || seen.Now >= state.StepStartedAt + seen.Policy.BakeTime ? Ending.Succeed(state, seen) : StepDecision.Stay(state, seen);
    }

    private static RolloutDecision Rollback(RolloutState state, Observed seen)
    {
        if (StableSide.Is(state.LastGood!, seen))
            return StepDecision.Enter(state, RolloutStep.RollbackVerify, seen, null);
        return StableSide.Fatal(state.LastGood, seen) is { } fatal ? Ending.RollbackFailed(state, seen, fatal)
            : Overdue(state, seen) ? Ending.RollbackFailed(state, seen, Deadline(seen, "the rollback", seen.Redis, seen.Api, seen.Worker))
            : StepDecision.Stay(state, seen);
    }

    /// <summary>Also the end of healing: then there is no cause, and passing means success.</summary>
    private static RolloutDecision RollbackVerify(RolloutState state, Observed seen)
    {
        if (!StableSide.Is(state.LastGood!, seen))
        {
            return StableSide.Fatal(state.LastGood, seen) is { } fatal ? Ending.RollbackFailed(state, seen, fatal)
                : Overdue(state, seen) ? Ending.RollbackFailed(state, seen, Deadline(seen, "the rollback", seen.Redis, seen.Api, seen.Worker))
                : StepDecision.Stay(state, seen);
        }

        return seen.Smoke switch
        {
            SmokeOutcome.Passed => state.Cause is null ? Ending.Healed(state, seen) : Ending.RolledBack(state, seen),
            SmokeOutcome.Failed failed => Ending.RollbackFailed(state, seen, failed.Cause),
            _ => StepDecision.Stay(state, seen) with { Smoke = SmokeTarget.Stable },
        };
    }

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
        RolloutStep.Idle => state.Failed is { } failed && failed.Hash == seen.Target ? failed.RetryAt : null,
        RolloutStep.Bake => state.StepStartedAt + seen.Policy.BakeTime,
        // Smoke runs end by themselves and wake us; their own limits are shorter than any deadline.
        RolloutStep.Smoke or RolloutStep.Verify => null,
        _ => state.StepStartedAt + seen.Policy.ProgressDeadline,
    };
}
