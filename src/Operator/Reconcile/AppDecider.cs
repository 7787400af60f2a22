using October.Crd.Status;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Events;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rollout;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;
using October.Operator.Reconcile.Model;

namespace October.Operator.Reconcile;

/// <summary>Decides what should be, over everything that one app can be in the middle of. Pure.</summary>
internal static class AppDecider
{
    /// <summary>Decides.</summary>
    public static AppDecision Decide(AppObservation observation) =>
        observation.Secret is { } secret ? Decide(observation, secret) : Wait(observation);

    /// <summary>
    /// Without its Secret not even the revision is known. What runs is left as it is; but a rollback ends in its time, and says what it waited for.
    /// </summary>
    private static AppDecision Wait(AppObservation observation)
    {
        var (observed, state, context) = (observation.Rollout, observation.State, observation.Context);
        var missing = MissingSecret.Of(context, context.Current);
        // Whoever waits for a rotation of it would wait for ever.
        var token = observed.Commands.New(CommandKind.RotatePassword, state.Handled);
        var rollout = !observed.Suspended && state.Step is RolloutStep.Rollback or RolloutStep.RollbackVerify
            ? RolloutMachine.Decide(
                state, observed with { Commands = CommandTokens.None, Obstacle = MissingSecret.Of(context, observation.Ongoing ?? context.Current) })
            : new RolloutDecision { State = state, Stable = state.LastGood ?? "" };
        return new AppDecision
        {
            Observed = observed with { Blocked = missing },
            Rollout = token is null
                ? rollout
                : rollout with { State = rollout.State with { Handled = rollout.State.Handled.With(CommandKind.RotatePassword, token) } },
            Restore = new RestoreDecision(observation.RestoreState),
            Events =
            [
                .. rollout.Transitions.Select(transition => Dated(transition, rollout.State.StartedAt)),
                .. Some(token is null ? null : CommandOutcome.Rejected(CommandKind.RotatePassword, token, missing.Message, observed.Target)),
            ],
        };
    }

    private static AppDecision Decide(AppObservation observation, AppSecret secret)
    {
        var observed = observation.Rollout;
        var (rollout, restore) = DecideRollout(observation, secret);
        if (restore.State is { IsUnderWay: true } underWay)
            observed = observed with { Restoring = Restoring(underWay) };
        var awaited = observation.Ongoing is null ? null : MissingSecret.Of(observation.Context, observation.Context.Current);
        if (awaited is not null)
            observed = rollout.State.Step == RolloutStep.Idle ? observed with { Blocked = observed.Blocked ?? awaited } : observed with { Awaited = awaited };

        var requested = observed.Commands;
        var before = rollout.State.Handled;
        var backup = BackupCommand.Decide(
            requested, before, observed.Backup.Wanted, observed.Suspended, BackupJobExists(observation), observation.Restore.RunningBackup, observed.Target);
        var obstacle = requested.New(CommandKind.RotatePassword, before) is null
            ? null
            : awaited?.Message
                ?? RotationPlan.Obstacle(secret, observation.Context.Current.SecretName, observation.Context.Current.Redis.IsManaged, observed.Suspended);
        var isOverdue = RotationPlan.IsOverdue(secret.Redis, observed.Policy.ProgressDeadline, observed.Now);
        var handled = RotationPlan.Handled(secret.Redis, obstacle is not null, isOverdue, requested, backup.Handled);
        // A restore stops what a backup and a rotation need; and after it the spec may ask for something that was not looked at yet.
        var free = !observed.Suspended && restore.State is not { IsUnderWay: true } && !restore.HasEnded;
        var rotates = free && !secret.IsUsers && obstacle is null && observation.PasswordOrigin == PasswordOrigin.Kept;
        var rotation = rotates ? NextRotation(observation, rollout, secret, isOverdue) : RotationStep.None;
        return new AppDecision
        {
            Observed = observed,
            Rollout = rollout with { State = rollout.State with { Handled = handled } },
            Restore = restore,
            Rotation = rotation,
            BackupNow = free ? backup.Start : null,
            Events =
            [
                .. rollout.Transitions.Select(transition => Dated(transition, rollout.State.StartedAt)),
                .. restore.Transitions.Select(transition => Dated(transition, restore.State?.StartedAt ?? default)),
                .. Some(obstacle is null ? null : CommandOutcome.Rejected(CommandKind.RotatePassword, requested.RotatePassword!, obstacle, observed.Target)),
                .. Some(Incomplete(observed, secret.Redis, before, handled)),
                .. Some(free || backup.Start is null ? backup.Outcome : null),
                .. BackupEvents.Ended(observation.BackupBefore, observed.Backup, observation.Context.App.Namespace),
            ],
            BackupEnded = (BackupEvents.Succeeded(observation.BackupBefore, observed.Backup), BackupEvents.Failed(observation.BackupBefore, observed.Backup)),
        };
    }

    /// <summary>
    /// A restore waits for the rollout under way to end, and no rollout starts while a restore is under way. While it is not known what the spec asks for,
    /// what is under way ends, and nothing new starts.
    /// </summary>
    private static (RolloutDecision Rollout, RestoreDecision Restore) DecideRollout(AppObservation observation, AppSecret secret)
    {
        var (state, observed, before) = (observation.State, observation.Rollout, observation.RestoreState);
        var isKnown = observation.Ongoing is null;
        var rollout = !observed.Suspended && (before is { IsUnderWay: true } || (!isKnown && state.Step == RolloutStep.Idle))
            ? StepDecision.Stay(state with { Suspended = false }, observed)
            // What is asked for beyond the attempt under way is about what the spec asks for, and waits with it.
            : RolloutMachine.Decide(state, isKnown ? observed : observed with { Commands = observed.Commands with { Retry = null, RollbackTo = null } });
        if (observed.Suspended || (observation.Restore.Requested is null && before is not { IsUnderWay: true }))
            return (rollout, new RestoreDecision(before));
        var settled = isKnown && rollout.State.Step == RolloutStep.Idle && observed.Blocked is null && observed.Redis.Exists && !secret.Redis.IsRotating;
        var restore = RestorePlan.Decide(before, observation.Restore with { IsSettled = settled });
        return (restore.HasEnded ? rollout with { Finished = Finished(restore.State!, rollout) } : rollout, restore);
    }

    private static string Restoring(RestoreState restore) =>
        $"Restoring backup {restore.BackupName} (request {restore.RequestId}): {restore.Step}"
            + (restore is { Step: RestoreStep.Replace, Message: { } waits } ? $": {waits}" : "");

    private static FinishedAttempt Finished(RestoreState restore, RolloutDecision rollout) =>
        new(
            rollout.Stable,
            "Restore",
            restore.Succeeded ? "Succeeded" : "Failed",
            restore.Succeeded ? Reasons.Succeeded : "RestoreFailed",
            restore.StartedAt,
            restore.CompletedAt!.Value);

    private static RotationStep NextRotation(AppObservation observation, RolloutDecision rollout, AppSecret secret, bool isOverdue)
    {
        var (observed, passwords) = (observation.Rollout, secret.Redis);
        var moved = HasMoved(observed.Api, passwords.Version) && HasMoved(observed.Worker, passwords.Version);
        return RotationPlan.Next(passwords, observed.Commands.RotatePassword, settled: rollout.State.Step == RolloutStep.Idle, moved, isOverdue);
    }

    /// <summary>Published once: with the decision that counts the command as handled although its rotation is still under way.</summary>
    private static Transition? Incomplete(Observed observed, Passwords passwords, CommandTokens before, CommandTokens handled) =>
        passwords is { IsRotating: true, Token: { } token } && handled.RotatePassword == token && before.RotatePassword != token
            ? RotationPlan.Incomplete(
                token,
                $"{Moved(observed.Api, passwords)} pods of api and {Moved(observed.Worker, passwords)} of worker have moved",
                observed.Target)
            : null;

    private static string Moved(ComponentHealth health, Passwords passwords) =>
        health.PasswordVersion != passwords.Version ? $"0 of {health.Desired}"
        : $"{health.Updated} of {health.Desired}{(health.PodsBefore > 0 ? $" (before {health.PodsBefore} have ended)" : "")}";

    /// <summary>One that ends has the old password to its end: it still records what its tasks have done, or hands them back.</summary>
    private static bool HasMoved(ComponentHealth health, int version) => health.IsComplete && health.PasswordVersion == version && health.PodsBefore == 0;

    private static bool BackupJobExists(AppObservation observation) =>
        observation.Rollout.Commands.Of(CommandKind.BackupNow) is { } token && observation.HasBackupJob(token);

    /// <summary>One transition makes one event, even when the operator dies between publishing it and remembering it.</summary>
    private static Transition Dated(Transition transition, DateTimeOffset since) =>
        transition with { Key = $"{transition.Revision}/{since.ToUnixTimeSeconds()}/{transition.Message}" };

    private static IEnumerable<Transition> Some(Transition? transition) => transition is null ? [] : [transition];
}
