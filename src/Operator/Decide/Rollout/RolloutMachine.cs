using October.Crd.Status;
using October.Operator.Decide.Events;

namespace October.Operator.Decide.Rollout;

/// <summary>
/// The rollout as a function: what was remembered and what is seen give what should be. Total and pure: no clock, no I/O, no throw; the
/// same input gives the same decision, and at a fixpoint it decides what already is.
/// </summary>
internal static class RolloutMachine
{
    /// <summary>Decides.</summary>
    public static RolloutDecision Decide(RolloutState state, Observed observed)
    {
        if (observed.Suspended)
        {
            return StepDecision.Stay(state with { Suspended = true }, observed) with
            {
                Transitions = state.Suspended
                    ? []
                    :
                    [
                        new Transition(
                            false, Reasons.Suspended, "Reconciliation is suspended by spec.suspend; running pods are left as they are", observed.Target),
                    ],
            };
        }

        var resumed = new AttemptStart(
            state with { Suspended = false }, state.Suspended ? [new Transition(false, "Resumed", "Reconciliation is resumed", observed.Target)] : [], null);
        var commanded = resumed.Then(RolloutCommands.Apply(resumed.State, observed));
        var decision = Step(commanded.Then(AttemptSelector.Select(commanded.State, observed)), observed);
        return decision with { RequeueAt = RequeueAt(decision.State, observed) };
    }

    private static RolloutDecision Step(AttemptStart start, Observed observed)
    {
        var decision = start.State.Step switch
        {
            RolloutStep.Backup => Backup(start.State, observed),
            RolloutStep.Preview => Preview(start.State, observed),
            RolloutStep.Smoke => Smoke(start.State, observed),
            RolloutStep.Roll => Roll(start.State, observed),
            RolloutStep.Verify => Verify(start.State, observed),
            RolloutStep.Bake => Bake(start.State, observed),
            RolloutStep.Rollback => Rollback(start.State, observed),
            RolloutStep.RollbackVerify => RollbackVerify(start.State, observed),
            _ => StepDecision.Stay(start.State, observed),
        };
        return decision with
        {
            Transitions = [.. start.Transitions, .. decision.Transitions],
            Finished = decision.Finished ?? start.Finished,
        };
    }

    /// <summary>Before the preview: a revision may change data as it starts.</summary>
    private static RolloutDecision Backup(RolloutState state, Observed observed)
    {
        if (state.Promoted)
            return StepDecision.Enter(state, RolloutStep.Roll, observed, null);
        if (!AttemptSelector.NeedsBackup(state, observed) || observed.FirstBackup?.Succeeded == true)
            return StepDecision.Enter(state, AttemptSelector.FirstStep(state, observed), observed, null);
        if (observed.FirstBackup?.Succeeded == false)
            return AttemptOutcome.Fail(
                state, observed, new Failure(Reasons.BackupFailed, $"the backup before the rollout failed: see the log of Job {observed.FirstBackup.Job}"));
        return Overdue(state, observed)
            ? AttemptOutcome.Fail(
                state,
                observed,
                new Failure(
                    Reasons.BackupFailed,
                    $"the backup before the rollout did not complete: Job {observed.FirstBackup?.Job} exceeds spec.rollout.progressDeadline "
                        + $"({observed.Policy.ProgressDeadline.TotalSeconds:0} s)"))
            : StepDecision.Stay(state, observed) with { BackUp = true };
    }

    private static RolloutDecision Preview(RolloutState state, Observed observed)
    {
        if (state.Promoted)
            return StepDecision.Enter(state, RolloutStep.Roll, observed, null);
        var (api, worker) = (observed.PreviewApi, observed.PreviewWorker);
        if (StableTrack.Of(api, state.Revision)?.Fatal is { } apiFatal)
            return AttemptOutcome.Fail(state, observed, apiFatal);
        if (StableTrack.Of(worker, state.Revision)?.Fatal is { } workerFatal)
            return AttemptOutcome.Fail(state, observed, workerFatal);
        if (StableTrack.Of(api, state.Revision) is { IsComplete: true } && StableTrack.Of(worker, state.Revision) is { IsComplete: true })
            return StepDecision.Enter(
                state,
                RolloutStep.Smoke,
                observed,
                new Transition(false, "RolloutVerifying", $"Verifying revision {state.Revision} before it receives traffic", state.Revision!));
        return Overdue(state, observed)
            ? AttemptOutcome.Fail(state, observed, Deadline(observed, "the preview", api, worker))
            : StepDecision.Stay(state, observed);
    }

    private static RolloutDecision Smoke(RolloutState state, Observed observed)
    {
        if (state.Promoted)
            return StepDecision.Enter(state, RolloutStep.Roll, observed, null);
        if (observed.PreviewApi.Fatal is { } apiFatal)
            return AttemptOutcome.Fail(state, observed, apiFatal);
        if (observed.PreviewWorker.Fatal is { } workerFatal)
            return AttemptOutcome.Fail(state, observed, workerFatal);
        return observed.Smoke switch
        {
            SmokeOutcome.Passed => StepDecision.Enter(
                state with { Probes = observed.Smoke.Probes },
                RolloutStep.Roll,
                observed,
                new Transition(false, "SmokeProbePassed", $"Revision {state.Revision} passed its smoke probes", state.Revision!)),
            SmokeOutcome.Failed failed => AttemptOutcome.Fail(state with { Probes = failed.Probes }, observed, failed.Cause),
            _ => StepDecision.Stay(state, observed) with { Smoke = SmokeTarget.Preview },
        };
    }

    private static RolloutDecision Roll(RolloutState state, Observed observed)
    {
        if (StableTrack.Fatal(state.Revision, observed) is { } fatal)
            return AttemptOutcome.Fail(state, observed, fatal);
        if (StableTrack.Runs(state.Revision!, observed) && state.Promoted)
            return AttemptOutcome.Succeed(state, observed);
        if (StableTrack.Runs(state.Revision!, observed))
            return StepDecision.Enter(
                state,
                RolloutStep.Verify,
                observed,
                new Transition(false, "RolloutVerifying", $"Verifying revision {state.Revision} through its Service", state.Revision!));
        return Overdue(state, observed)
            ? AttemptOutcome.Fail(state, observed, Deadline(observed, "the rolling update", observed.Redis, observed.Api, observed.Worker))
            : StepDecision.Stay(state, observed);
    }

    private static RolloutDecision Verify(RolloutState state, Observed observed)
    {
        if (StableTrack.Fatal(state.Revision, observed) is { } fatal)
            return AttemptOutcome.Fail(state, observed, fatal);
        if (state.Promoted)
            return AttemptOutcome.Succeed(state, observed);
        return observed.Smoke switch
        {
            SmokeOutcome.Passed when observed.Policy.BakeTime > TimeSpan.Zero => StepDecision.Enter(
                state with { Probes = observed.Smoke.Probes },
                RolloutStep.Bake,
                observed,
                null),
            SmokeOutcome.Passed => AttemptOutcome.Succeed(state with { Probes = observed.Smoke.Probes }, observed),
            SmokeOutcome.Failed failed => AttemptOutcome.Fail(state with { Probes = failed.Probes }, observed, failed.Cause),
            _ => StepDecision.Stay(state, observed) with { Smoke = SmokeTarget.Stable },
        };
    }

    private static RolloutDecision Bake(RolloutState state, Observed observed)
    {
        if (StableTrack.Fatal(state.Revision, observed) is { } fatal)
            return AttemptOutcome.Fail(state, observed, fatal);
        return state.Promoted || observed.Now >= state.StepStartedAt + observed.Policy.BakeTime
            ? AttemptOutcome.Succeed(state, observed)
            : StepDecision.Stay(state, observed);
    }

    private static RolloutDecision Rollback(RolloutState state, Observed observed)
    {
        if (StableTrack.Runs(state.LastGood!, observed))
            return StepDecision.Enter(state, RolloutStep.RollbackVerify, observed, null);
        return StableTrack.Fatal(state.LastGood, observed) is { } fatal ? AttemptOutcome.RollbackFailed(state, observed, fatal)
            : Overdue(state, observed)
                ? AttemptOutcome.RollbackFailed(state, observed, Deadline(observed, "the rollback", observed.Redis, observed.Api, observed.Worker))
            : StepDecision.Stay(state, observed);
    }

    /// <summary>Also the end of a recovery: then there is no cause, and passing means success.</summary>
    private static RolloutDecision RollbackVerify(RolloutState state, Observed observed)
    {
        if (!StableTrack.Runs(state.LastGood!, observed))
        {
            return StableTrack.Fatal(state.LastGood, observed) is { } fatal ? AttemptOutcome.RollbackFailed(state, observed, fatal)
                : Overdue(state, observed)
                    ? AttemptOutcome.RollbackFailed(state, observed, Deadline(observed, "the rollback", observed.Redis, observed.Api, observed.Worker))
                : StepDecision.Stay(state, observed);
        }

        return observed.Smoke switch
        {
            SmokeOutcome.Passed => state.Cause is null ? AttemptOutcome.Recovered(state, observed) : AttemptOutcome.RolledBack(state, observed),
            SmokeOutcome.Failed failed => AttemptOutcome.RollbackFailed(state, observed, failed.Cause),
            _ => StepDecision.Stay(state, observed) with { Smoke = SmokeTarget.Stable },
        };
    }

    private static bool Overdue(RolloutState state, Observed observed) => observed.Now >= state.StepStartedAt + observed.Policy.ProgressDeadline;

    private static Failure Deadline(Observed observed, string what, params ReadOnlySpan<ComponentHealth> components)
    {
        var counts = new List<string>();
        foreach (var component in components)
            counts.Add($"{component.Available}/{component.Desired} pods of {component.Image ?? "a missing Deployment"} available");
        return new Failure(
            Reasons.ProgressDeadlineExceeded, $"{what} made no progress for {observed.Policy.ProgressDeadline.TotalSeconds:0} s: {string.Join(", ", counts)}");
    }

    private static DateTimeOffset? RequeueAt(RolloutState state, Observed observed) => state.Step switch
    {
        RolloutStep.Idle => state.Failed is { } failed && failed.Hash == observed.Target ? failed.RetryAt : null,
        RolloutStep.Bake => state.StepStartedAt + observed.Policy.BakeTime,
        // The end of a smoke run triggers a reconcile; its own limits are shorter than any deadline.
        RolloutStep.Smoke or RolloutStep.Verify => null,
        _ => state.StepStartedAt + observed.Policy.ProgressDeadline,
    };
}
