using October.Crd;
using October.Operator.Desired;
using October.Operator.Rollout;
using October.Operator.Telemetry;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Events;

namespace October.Operator.Controllers;

/// <summary>Makes the backups that no schedule makes: on order, and before a rollout. Tells of all of them.</summary>
internal sealed class BackupKeeper(IKubeApi api, Stores stores, EventPublisher events, BackupMetrics metrics)
{
    /// <summary>Says why an order that is new cannot be followed, where it cannot.</summary>
    public async Task RefuseAsync(V1OctoberApp entity, CancellationToken token)
    {
        if (entity.Spec.Backup is not null || Asked(entity) is not { } asked || asked == entity.Status?.LastHandledBackupNow)
            return;
        var why = $"{OctoberApi.BackupNowAnnotation}={asked} was not followed: spec.backup says nowhere to put it";
        await events.PublishAsync(entity, new(Warning: true, "OrderRefused", "Backup", why, why), token);
    }

    /// <summary>Makes the Job of an order that is new.</summary>
    public async Task OrderAsync(V1OctoberApp entity, AppIdentity app, DesiredInput input, CancellationToken token)
    {
        if (Asked(entity) is { } asked && asked != entity.Status?.LastHandledBackupNow)
            await MakeAsync(entity, app, input, asked, $"as {OctoberApi.BackupNowAnnotation} asks", token);
    }

    /// <summary>Makes the Job that an attempt waits for.</summary>
    public async Task BeginRolloutAsync(V1OctoberApp entity, AppIdentity app, DesiredInput input, RolloutDecision decision, CancellationToken token)
    {
        if (decision.BackUp)
            await MakeAsync(entity, app, input, BackupReader.Token(decision.State), $"before revision {decision.State.Revision} starts", token);
    }

    /// <summary>The token to echo in status: an order is handled once its Job is there, or was refused.</summary>
    public string? Handled(V1OctoberApp entity, AppIdentity app) =>
        Asked(entity) is { } asked && (entity.Spec.Backup is null || Knows(app, asked)) ? asked : entity.Status?.LastHandledBackupNow;

    /// <summary>Tells of each backup that ended since status was written, and counts it.</summary>
    public async Task TellAsync(V1OctoberApp entity, BackupHealth now, CancellationToken token)
    {
        var (before, ns) = (entity.Status?.Backup, entity.Metadata.NamespaceProperty);
        if (now.SucceededAt is { } succeeded && succeeded != BackupReader.Time(before?.LastSuccessTime))
        {
            metrics.Count(ns, entity.Metadata.Name, succeeded: true);
            var what = now.Report is { } report ? $"{report.Name}, {report.Bytes} bytes" : "a backup";
            await events.PublishAsync(entity, new(Warning: false, "BackupSucceeded", "Backup", $"Job {now.LastJob} made {what}, which is complete and checked", $"{succeeded:O}"), token);
            if (now.Report is { Pruned: > 0 } pruning)
                await events.PublishAsync(entity, new(Warning: false, "BackupPruned", "Backup", $"{pruning.Pruned} older ones went and {pruning.Kept} are kept, as spec.backup.keepLast and maxAge say", $"{succeeded:O}"), token);
        }

        if (now.FailedAt is { } failed && failed != BackupReader.Time(before?.LastFailureTime))
        {
            metrics.Count(ns, entity.Metadata.Name, succeeded: false);
            await events.PublishAsync(entity, new(Warning: true, "BackupFailed", "Backup", $"Job {now.LastJob} made no backup: kubectl logs -n {ns} job/{now.LastJob} says why", $"{failed:O}"), token);
        }
    }

    private async Task MakeAsync(V1OctoberApp entity, AppIdentity app, DesiredInput input, string order, string why, CancellationToken token)
    {
        if (Knows(app, order) || Backups.Job(input, Names.BackupJob(app, order)) is not { } job)
            return;
        try
        {
            stores.Jobs.Upsert(await api.CreateAsync(job, token), out _);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            return;
        }

        await events.PublishAsync(entity, new(Warning: false, "BackupStarted", "Backup", $"Job {job.Metadata.Name} makes a backup, {why}", order), token);
    }

    private bool Knows(AppIdentity app, string token) => stores.Jobs.Get(new NamespacedName(app.Namespace, Names.BackupJob(app, token))) is not null;

    private static string? Asked(V1OctoberApp entity) => OrderToken.Of(entity, OctoberApi.BackupNowAnnotation);
}
