using k8s.Models;
using October.Crd;
using October.Crd.Status;
using October.Operator.Desired;
using October.Operator.Rollout;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Events;

namespace October.Operator.Controllers;

/// <summary>Follows <c>october.dev/backup-now</c>, and reads from the Jobs how backups went.</summary>
internal sealed class BackupKeeper(IKubeApi api, Stores stores, EventPublisher events)
{
    /// <summary>What the Jobs say; what older Jobs said is in status, as they are deleted in time.</summary>
    public BackupHealth Read(AppIdentity app, bool wanted, BackupStatus? before)
    {
        if (!wanted)
            return BackupHealth.None;
        var ended = Jobs(app).Select(job => (job.Metadata.Name, Succeeded: Ended(job, "Complete"), Failed: Ended(job, "Failed"))).ToList();
        var newest = ended.Where(job => job.Succeeded is not null || job.Failed is not null).OrderBy(job => job.Succeeded ?? job.Failed).LastOrDefault().Name;
        return new BackupHealth(
            true,
            Newest(ended.Select(job => job.Succeeded).Append(Time(before?.LastSuccessTime))),
            Newest(ended.Select(job => job.Failed).Append(Time(before?.LastFailureTime))),
            newest ?? before?.LastJob);
    }

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
        if (Asked(entity) is not { } asked || asked == entity.Status?.LastHandledBackupNow || Knows(app, asked) || Backups.Job(input, Names.BackupJob(app, asked)) is not { } job)
            return;
        try
        {
            stores.Jobs.Upsert(await api.CreateAsync(job, token), out _);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            return;
        }

        await events.PublishAsync(entity, new(Warning: false, "BackupStarted", "Backup", $"Job {job.Metadata.Name} makes a backup, as {OctoberApi.BackupNowAnnotation} asks", asked), token);
    }

    /// <summary>The token to echo in status: an order is handled once its Job is there, or was refused.</summary>
    public string? Handled(V1OctoberApp entity, AppIdentity app) =>
        Asked(entity) is { } asked && (entity.Spec.Backup is null || Knows(app, asked)) ? asked : entity.Status?.LastHandledBackupNow;

    /// <summary>Tells of each backup that ended since status was written.</summary>
    public async Task TellAsync(V1OctoberApp entity, BackupHealth now, CancellationToken token)
    {
        var before = entity.Status?.Backup;
        if (now.SucceededAt is { } succeeded && Second(succeeded) != Time(before?.LastSuccessTime))
            await events.PublishAsync(entity, new(Warning: false, "BackupSucceeded", "Backup", $"Job {now.LastJob} made a backup, which is complete and checked", $"{succeeded:O}"), token);
        if (now.FailedAt is { } failed && Second(failed) != Time(before?.LastFailureTime))
            await events.PublishAsync(entity, new(Warning: true, "BackupFailed", "Backup", $"Job {now.LastJob} made no backup: kubectl logs -n {entity.Metadata.NamespaceProperty} job/{now.LastJob} says why", $"{failed:O}"), token);
    }

    private bool Knows(AppIdentity app, string token) => stores.Jobs.Get(new NamespacedName(app.Namespace, Names.BackupJob(app, token))) is not null;

    private IEnumerable<V1Job> Jobs(AppIdentity app) => stores.Jobs.InGroup($"{app.Namespace}/{app.Name}");

    private static DateTimeOffset? Ended(V1Job job, string how) =>
        Time(job.Status?.Conditions?.FirstOrDefault(condition => condition.Type == how && condition.Status == "True")?.LastTransitionTime);

    private static DateTimeOffset? Newest(IEnumerable<DateTimeOffset?> times) => times.Max();

    private static DateTimeOffset? Time(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : null;

    private static DateTimeOffset Second(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private static string? Asked(V1OctoberApp entity) => OrderToken.Of(entity, OctoberApi.BackupNowAnnotation);
}
