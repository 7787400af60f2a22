using October.Crd;
using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Operator.Desired;
using October.Operator.Restoring;
using October.Operator.Rollout;
using October.Runtime.Abstractions;

namespace October.Operator.Controllers;

/// <summary>
/// Reconciles one OctoberApp: gather, decide, then act. What was decided is remembered in status before it is acted on, so a process that
/// dies in between is followed by one that acts the same.
/// </summary>
internal sealed partial class OctoberAppController(OctoberAppParts parts, ILogger<OctoberAppController> logger) : IEntityController<V1OctoberApp>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<ReconciliationResult<V1OctoberApp>> ReconcileAsync(V1OctoberApp entity, CancellationToken cancellationToken)
    {
        // What an app owns goes with it, by owner references.
        if (entity.Metadata.DeletionTimestamp is not null)
            return ReconciliationResult<V1OctoberApp>.Success();
        try
        {
            return await ReconcileLivingAsync(entity, cancellationToken);
        }
        catch (AppGoneException)
        {
            return ReconciliationResult<V1OctoberApp>.Success();
        }
    }

    private async Task<ReconciliationResult<V1OctoberApp>> ReconcileLivingAsync(V1OctoberApp entity, CancellationToken cancellationToken)
    {
        var app = new AppIdentity(entity.Metadata.NamespaceProperty, entity.Metadata.Name, entity.Metadata.Uid);
        var current = SpecDefaults.Resolve(entity.Spec);
        var state = StatusReader.Read(app.Name, entity.Status);
        if (await parts.Secrets.GetAsync(entity, app, current.SecretName, cancellationToken) is not { } secret)
            return await WaitForSecretAsync(entity, app, current, state, cancellationToken);

        var target = RevisionHash.Of(entity.Spec, secret.Digest);
        await parts.Revisions.EnsureAsync(app, target, entity, secret, cancellationToken);
        var (seen, blame) = parts.Gatherer.Gather(entity, app, current, secret, state, target);
        if (state.Step != RolloutStep.Idle)
            seen = await parts.Evidence.AddAsync(seen, blame, cancellationToken);
        seen = seen with { Backup = await parts.BackupReader.AddReportAsync(app, seen.Backup, entity.Status?.Backup, cancellationToken) };
        var (decision, restore) = await DecideAsync(entity, app, state, seen, secret, cancellationToken);
        if (restore.State is { IsUnderWay: true } underWay)
            seen = seen with { Restoring = $"Restoring backup {underWay.BackupName} as request {underWay.RequestId} asks: {underWay.Step}" };
        return await ActAsync(entity, new Act(app, current, secret, seen, state, decision, restore), cancellationToken);
    }

    /// <summary>A restore waits for the rollout under way to end, and no rollout begins while one is under way.</summary>
    private async Task<(RolloutDecision Rollout, RestoreDecision Restore)> DecideAsync(
        V1OctoberApp entity, AppIdentity app, RolloutState state, Observed seen, AppSecret secret, CancellationToken token)
    {
        var before = RestoreStatuses.Read(entity.Status?.Restore);
        var rollout = before is { IsUnderWay: true } && !seen.Suspended ? StepDecision.Stay(state with { Suspended = false }, seen) : RolloutMachine.Decide(state, seen);
        if (seen.Suspended || (entity.Spec.Restore is null && before is not { IsUnderWay: true }))
            return (rollout, new RestoreDecision(before));
        var settled = rollout.State.Step == RolloutStep.Idle && seen.Obstacle is null && seen.Redis.Exists && !secret.Redis.IsRotating;
        var restore = RestorePlan.Decide(before, await parts.Restores.LookAsync(entity, app, before, seen, settled, token));
        return (restore.HasEnded ? rollout with { Finished = Finished(restore.State!, rollout) } : rollout, restore);
    }

    private static FinishedAttempt Finished(RestoreState restore, RolloutDecision rollout) => new(
        rollout.Stable, "Restore", restore.Succeeded ? "Succeeded" : "Failed", restore.Succeeded ? Crd.Status.Reasons.Succeeded : "RestoreFailed", restore.StartedAt, restore.CompletedAt!.Value);

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1OctoberApp>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        parts.Smoke.Forget(key);
        parts.Obstacles.Overcome(key);
        parts.Status.Forget(key);
        return Task.FromResult(ReconciliationResult<V1OctoberApp>.Success());
    }

    /// <summary>Without it not even the revision is known. What runs goes on running.</summary>
    private async Task<ReconciliationResult<V1OctoberApp>> WaitForSecretAsync(V1OctoberApp entity, AppIdentity app, ResolvedApp current, RolloutState state, CancellationToken token)
    {
        var missing = new Failure(
            Crd.Status.Reasons.DependencyNotReady, $"Waiting for Secret {current.SecretName}, which spec.secretName asks for, with redis' password in the key REDIS_PASSWORD");
        parts.Obstacles.Meet(NamespacedName.Of(entity), missing);
        var (seen, _) = parts.Gatherer.Gather(entity, app, current, null, state, state.LastAttempted ?? "");
        await parts.Status.ApplyAsync(
            entity,
            StatusWriter.Write(new StatusInput
            {
                AppName = app.Name,
                Namespace = app.Namespace,
                Decision = new RolloutDecision { State = state, Stable = state.LastGood ?? "" },
                Seen = seen,
                Serving = current,
                HandledRotatePassword = entity.Status?.LastHandledRotatePassword,
                HandledBackupNow = entity.Status?.LastHandledBackupNow,
                Restore = entity.Status?.Restore,
                Previous = entity.Status,
            }),
            token);
        return ReconciliationResult<V1OctoberApp>.Failure(missing.Message, requeueAfter: TimeSpan.FromSeconds(5));
    }

    private async Task<ReconciliationResult<V1OctoberApp>> ActAsync(V1OctoberApp entity, Act act, CancellationToken token)
    {
        var (app, decision) = (act.App, act.Decision);
        if (parts.Revisions.Render(app, decision.Stable, entity.Spec) is not { } stable)
            throw new IOException($"ControllerRevision {Names.Revision(app, decision.Stable)} is missing");

        await TellAsync(entity, decision.Transitions, decision.State.StartedAt, token);
        await TellAsync(entity, act.Restore.Transitions, act.Restore.State?.StartedAt ?? default, token);
        await parts.Rotator.RefuseAsync(entity, act.Secret, token);
        await parts.Backups.RefuseAsync(entity, token);
        await parts.Backups.TellAsync(entity, act.Seen.Backup, token);
        var key = NamespacedName.Of(entity);
        var tell = await parts.Status.ApplyAsync(entity, Status(entity, act, stable), token);
        parts.Metrics.Rollouts.Observe(key, decision, act.Before);
        if (act.Current.Suspend)
            return ReconciliationResult<V1OctoberApp>.Success(tell);

        var preview = decision.Preview is null ? null : parts.Revisions.Render(app, decision.Preview, entity.Spec);
        var input = new DesiredInput
        {
            App = app,
            Cluster = parts.Cluster,
            Stable = stable,
            Preview = preview,
            LastGood = decision.State.LastGood is { } good ? parts.Revisions.Render(app, good, entity.Spec) : null,
            Passwords = act.Secret.Redis,
            HasApiKey = act.Secret.ApiKey is not null,
            Halt = act.Restore.State?.Halt,
        };
        try
        {
            foreach (var child in await parts.Children.ApplyAsync(entity, app, DesiredState.Render(input), token))
                await TellAsync(entity, child, token);
        }
        catch (Exception error) when (error is NameClashException or FormatException)
        {
            if (error is not NameClashException { Passes: true })
                await MeetAsync(new Failure(error is NameClashException ? Crd.Status.Reasons.NameClash : Crd.Status.Reasons.InvalidSpec, error.Message));
            return ReconciliationResult<V1OctoberApp>.Failure(error.Message);
        }

        if (parts.Obstacles.Overcome(key))
            await parts.Status.ApplyAsync(entity, Status(entity, act with { Seen = act.Seen with { Obstacle = null } }, stable), token);
        await parts.Revisions.PruneAsync(entity, app, act.Current.RevisionHistoryLimit, Kept(decision), token);
        var probing = decision.Smoke is null
            || parts.Starter.Start(app, decision, decision.Smoke == SmokeTarget.Preview ? preview! : stable, act.Secret.ApiKey);
        if (act.Restore.State is { IsUnderWay: true } restore)
        {
            await parts.Restores.ReplaceAsync(app, input, restore, token);
            return ReconciliationResult<V1OctoberApp>.Success(Sooner(Until(act.Restore.WakeAt, act.Seen.Now), tell));
        }

        // What the spec has come to ask for meanwhile was not looked at.
        if (act.Restore.HasEnded)
            return ReconciliationResult<V1OctoberApp>.Success(TimeSpan.FromMilliseconds(10));
        await parts.Backups.BeginRolloutAsync(entity, app, input, decision, token);
        await parts.Backups.OrderAsync(entity, app, input, token);
        var rotating = await parts.Rotator.StepAsync(entity, app, act.Secret, act.Seen, settled: decision.State.Step == RolloutStep.Idle, token);
        var next = Sooner(probing ? Until(decision.WakeAt, act.Seen.Now) : TimeSpan.FromSeconds(1), rotating);
        // Once it is stale, time changes nothing more.
        var stale = act.Seen.Backup.StaleAt > act.Seen.Now ? Until(act.Seen.Backup.StaleAt, act.Seen.Now) : null;
        return ReconciliationResult<V1OctoberApp>.Success(Sooner(Sooner(next, stale), tell));

        // Only a person can help: say what to do, and look again with backoff.
        async Task MeetAsync(Failure obstacle)
        {
            parts.Obstacles.Meet(key, obstacle);
            await parts.Events.PublishAsync(entity, new(Warning: true, obstacle.Reason, "Apply", obstacle.Message, obstacle.Message), token);
            await parts.Status.ApplyAsync(entity, Status(entity, act with { Seen = act.Seen with { Obstacle = obstacle } }, stable), token);
        }
    }

    private async Task TellAsync(V1OctoberApp entity, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> corrected, CancellationToken token)
    {
        var kind = Runtime.Api.KubeKind.Of(corrected.GetType()).Kind;
        var message = $"{kind} {corrected.Metadata.Name} was changed by somebody else and is put back; what should last belongs into the OctoberApp";
        parts.Metrics.Drift.Count(entity.Metadata.NamespaceProperty, entity.Metadata.Name, kind);
        await parts.Events.PublishAsync(entity, new(Warning: false, "DriftCorrected", "Apply", message, $"{message}/{parts.Now.ToUnixTimeMilliseconds()}"), token);
    }

    private async Task TellAsync(V1OctoberApp entity, IEnumerable<Transition> transitions, DateTimeOffset since, CancellationToken token)
    {
        foreach (var transition in transitions)
        {
            LogTransition(transition.Reason, transition.Message);
            await parts.Events.PublishAsync(
                entity,
                new(transition.Warning, transition.Reason, "Rollout", transition.Message, $"{transition.Revision}/{since.ToUnixTimeSeconds()}/{transition.Message}")
                {
                    Annotations = EventAnnotations.Of(entity, transition.Revision),
                },
                token);
        }
    }

    private Crd.Status.V1OctoberAppStatus Status(V1OctoberApp entity, Act act, RenderedRevision stable) => StatusWriter.Write(new StatusInput
    {
        AppName = act.App.Name,
        Namespace = act.App.Namespace,
        Decision = act.Decision,
        Seen = act.Seen,
        Serving = stable.App,
        FinishedImages = act.Decision.Finished is { } finished && parts.Revisions.Render(act.App, finished.Revision, entity.Spec) is { } tried
            ? [tried.App.Api.Image, tried.App.Worker.Image]
            : null,
        FinishedBy = act.Decision.Finished is { } ended ? parts.Revisions.Author(act.App, ended.Revision) : null,
        HandledRotatePassword = PasswordRotator.Handled(entity, act.Secret),
        HandledBackupNow = parts.Backups.Handled(entity, act.App),
        Restore = RestoreStatuses.Write(act.Restore.State),
        Previous = entity.Status,
    });

    private static HashSet<string> Kept(RolloutDecision decision) =>
        [.. new[] { decision.Stable, decision.Preview, decision.State.LastGood, decision.State.LastAttempted, decision.State.Revision }.OfType<string>()];

    private static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one < other || other is null ? one : other;

    /// <summary>No timer lasts for months: to look a day too early does no harm.</summary>
    private static TimeSpan? Until(DateTimeOffset? wake, DateTimeOffset now) =>
        wake is not { } at ? null : at <= now ? TimeSpan.FromMilliseconds(10) : at - now < Longest ? at - now : Longest;

    [LoggerMessage(1000, LogLevel.Information, "{Reason}: {Message}")]
    private partial void LogTransition(string reason, string message);

    private sealed record Act(AppIdentity App, ResolvedApp Current, AppSecret Secret, Observed Seen, RolloutState Before, RolloutDecision Decision, RestoreDecision Restore);
}
