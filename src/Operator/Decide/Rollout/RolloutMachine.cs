using October.Crd.Status;
using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;

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
        var selected = commanded.Then(AttemptSelector.Select(commanded.State, observed));
        var decision = Step(selected with { State = StepProgress.Observe(selected.State, observed) }, observed);
        return decision with { RequeueAt = RequeueAt(decision.State, observed) };
    }

    private static RolloutDecision Step(AttemptStart start, Observed observed)
    {
        var decision = start.State.Step switch
        {
            RolloutStep.Backup or RolloutStep.Preview or RolloutStep.Roll when observed.Refusal(start.State) is { } refused =>
                AttemptOutcome.Fail(start.State, observed, refused),
            not RolloutStep.Idle when Deadlines.Attempt(start.State, observed) is { } late => AttemptOutcome.Fail(start.State, observed, late),
            RolloutStep.RollbackVerify when Deadlines.Obstacle(start.State, observed) is { } obstacle =>
                AttemptOutcome.RollbackFailed(start.State, observed, obstacle),
            RolloutStep.Backup or RolloutStep.Smoke or RolloutStep.Verify when Deadlines.Obstacle(start.State, observed) is { } obstacle =>
                AttemptOutcome.Fail(start.State, observed, obstacle),
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
                state,
                observed,
                new Failure(Reasons.BackupFailed, $"the backup before the rollout failed: see the log of Job {observed.FirstBackup.Job}")
                {
                    Evidence = observed.FirstBackup.Log is { } log ? $"log of Job {observed.FirstBackup.Job}: {log}" : null,
                });
        // The time of another one, which ends by its own deadline, is not that of this one.
        if (observed.FirstBackup is { WaitsFor: not null })
            return StepDecision.Stay(state with { StepStartedAt = observed.Now }, observed) with { BackUp = true };
        return Deadlines.IsOverdue(state, observed)
            ? AttemptOutcome.Fail(
                state,
                observed,
                new Failure(
                    Reasons.BackupFailed,
                    $"the backup before the rollout did not complete: Job {observed.FirstBackup?.Job} exceeds spec.rollout.progressDeadline "
                        + $"({observed.Policy.ProgressDeadline.TotalSeconds:0} s){observed.BackupWaits}"))
            : StepDecision.Stay(state, observed) with { BackUp = true };
    }

    private static RolloutDecision Preview(RolloutState state, Observed observed)
    {
        if (state.Promoted)
            return StepDecision.Enter(state, RolloutStep.Roll, observed, null);
        // A preview uses the redis that serves: beside one that does not run it proves nothing, and the redis of this revision may.
        if (observed.RedisToReplace is { } redis)
            return StepDecision.Enter(
                state,
                RolloutStep.Roll,
                observed,
                new Transition(
                    true,
                    "PreviewSkipped",
                    $"Revision {state.Revision} rolls out without a preview, which needs redis: it does not run, and this revision replaces it "
                        + $"({redis.Message})",
                    state.Revision!));
        var (api, worker, since) = (observed.PreviewApi, observed.PreviewWorker, state.StepStartedAt);
        if ((StableTrack.Blocking(api, state.Revision, since) ?? StableTrack.Blocking(worker, state.Revision, since)) is { } fatal)
            return AttemptOutcome.Fail(state, observed, fatal);
        if (StableTrack.Of(api, state.Revision) is { IsComplete: true } && StableTrack.Of(worker, state.Revision) is { IsComplete: true })
            return StepDecision.Enter(
                state,
                RolloutStep.Smoke,
                observed,
                new Transition(false, "RolloutVerifying", $"Verifying revision {state.Revision} before it receives traffic", state.Revision!));
        return Deadlines.Progress(state, observed, "the preview", ("api", api), ("worker", worker)) is { } late
            ? AttemptOutcome.Fail(state, observed, late)
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
            _ when Deadlines.Probes(state, observed, SmokeTarget.Preview) is { } late => AttemptOutcome.Fail(state, observed, late),
            _ => StepDecision.Stay(state, observed) with { Smoke = SmokeTarget.Preview },
        };
    }

    private static RolloutDecision Roll(RolloutState state, Observed observed)
    {
        var since = state.StepStartedAt;
        if ((StableTrack.Fatal(state.Revision, observed, since) ?? StableTrack.CreateFailure(state.Revision, observed, since)) is { } fatal)
            return AttemptOutcome.Fail(state, observed, fatal);
        if (StableTrack.Runs(state.Revision!, observed) && state.Promoted)
            return AttemptOutcome.Succeed(state, observed);
        if (StableTrack.Runs(state.Revision!, observed))
            return StepDecision.Enter(
                state,
                RolloutStep.Verify,
                observed,
                new Transition(false, "RolloutVerifying", $"Verifying revision {state.Revision} through its Service", state.Revision!));
        return Deadlines.Progress(state, observed, "the rolling update", observed.StableComponents) is { } late
            ? AttemptOutcome.Fail(state, observed, late)
            : StepDecision.Stay(state, observed);
    }

    private static RolloutDecision Verify(RolloutState state, Observed observed)
    {
        if (StableTrack.Broken(state.Revision, observed) is { } fatal)
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
            _ when Deadlines.Probes(state, observed, SmokeTarget.Stable) is { } late => AttemptOutcome.Fail(state, observed, late),
            _ => StepDecision.Stay(state, observed) with { Smoke = SmokeTarget.Stable },
        };
    }

    private static RolloutDecision Bake(RolloutState state, Observed observed)
    {
        if (StableTrack.Broken(state.Revision, observed) is { } fatal)
            return AttemptOutcome.Fail(state, observed, fatal);
        if (!StableTrack.RunsWherePossible(state.Revision!, observed))
            return Deadlines.Progress(state, observed, "the revision under watch", observed.StableComponents) is { } late
                ? AttemptOutcome.Fail(state, observed, late)
                : StepDecision.Stay(state, observed);
        return state.Promoted || observed.Now >= state.StepStartedAt + observed.Policy.BakeTime
            ? AttemptOutcome.Succeed(state, observed)
            : StepDecision.Stay(state, observed);
    }

    private static RolloutDecision Rollback(RolloutState state, Observed observed) => StableTrack.Runs(state.Destination!, observed)
        ? StepDecision.Enter(state, RolloutStep.RollbackVerify, observed, null)
        : AwaitPods(state, observed);

    /// <summary>Also the end of a recovery: then there is no cause, and passing means success.</summary>
    private static RolloutDecision RollbackVerify(RolloutState state, Observed observed)
    {
        if (!StableTrack.Runs(state.Destination!, observed))
            return AwaitPods(state, observed);
        return observed.Smoke switch
        {
            SmokeOutcome.Passed => state.Cause is null ? AttemptOutcome.Recovered(state, observed) : AttemptOutcome.RolledBack(state, observed),
            SmokeOutcome.Failed failed => AttemptOutcome.RollbackFailed(state, observed, failed.Cause),
            _ when Deadlines.Probes(state, observed, SmokeTarget.Stable) is { } late => AttemptOutcome.RollbackFailed(state, observed, late),
            _ => StepDecision.Stay(state, observed) with { Smoke = SmokeTarget.Stable },
        };
    }

    /// <summary>
    /// Pods of the revision that is rolled back to come up, or do not in time. That the cluster refuses to create them now, or has no node for them, may pass
    /// by itself.
    /// </summary>
    private static RolloutDecision AwaitPods(RolloutState state, Observed observed) =>
        (StableTrack.Broken(state.Destination, observed, state.StepStartedAt)
            ?? Deadlines.Progress(state, observed, "the rollback", observed.StableComponents)) is { } cause
            ? AttemptOutcome.RollbackFailed(state, observed, cause)
            : StepDecision.Stay(state, observed);

    private static DateTimeOffset? RequeueAt(RolloutState state, Observed observed) => state.Step switch
    {
        // Once a failed rollback may be verified again, its pods are waited for.
        RolloutStep.Idle => state.Failed is { } failed && failed.Hash == observed.Target && (failed.IsRetried || failed.RetryAt > observed.Now)
            ? failed.RetryAt
            : null,
        RolloutStep.Backup when observed.FirstBackup is { WaitsFor: not null } => Deadlines.OfAttempt(state, observed.Policy),
        RolloutStep.Bake when state.Progress is null => state.StepStartedAt + observed.Policy.BakeTime,
        // The end of a smoke run triggers a reconcile, and so does the address that it needs. Its own limits end it.
        RolloutStep.Smoke when observed.CanProbe(SmokeTarget.Preview) => Deadlines.OfAttempt(state, observed.Policy),
        RolloutStep.Verify when observed.CanProbe(SmokeTarget.Stable) => Deadlines.OfAttempt(state, observed.Policy),
        // Of a revision that was never applied there is nothing to remove, and nothing that would trigger a reconcile.
        RolloutStep.Rollback when StableTrack.Runs(state.Destination!, observed) => observed.Now,
        RolloutStep.RollbackVerify when observed.CanProbe(SmokeTarget.Stable) && StableTrack.Runs(state.Destination!, observed) => null,
        _ => Deadlines.Next(state, observed.Policy),
    };
}
