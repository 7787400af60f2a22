using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Status;
using October.Operator.Desired;
using October.Operator.Rollout;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>Reads how backups went: from the Jobs and their schedule, and, once for each that succeeded, from its log.</summary>
internal sealed class BackupReader(IKubeApi api, Stores stores)
{
    private const int Lines = 5;

    /// <summary>What the stores say; what older Jobs said is in status, as they are deleted in time.</summary>
    public BackupHealth Read(AppIdentity app, ResolvedBackup? wanted, BackupStatus? before)
    {
        if (wanted is null)
            return BackupHealth.None;
        var jobs = Jobs(app);
        var newest = jobs.Where(job => (Succeeded(job) ?? Failed(job)) is not null).MaxBy(job => Succeeded(job) ?? Failed(job));
        var health = new BackupHealth(
            true,
            jobs.Select(Succeeded).Append(Time(before?.LastSuccessTime)).Max(),
            jobs.Select(Failed).Append(Time(before?.LastFailureTime)).Max(),
            newest?.Metadata.Name ?? before?.LastJob)
        {
            Report = before is { LastBackupName: { } name, SizeBytes: { } bytes, Count: { } count } ? new BackupReport(name, bytes, count, Pruned: 0) : null,
            Took = before?.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        return Scheduled(app, wanted, health);
    }

    /// <summary>Adds what the newest good backup says of itself, where status does not know it yet.</summary>
    public async Task<BackupHealth> AddReportAsync(AppIdentity app, BackupHealth health, BackupStatus? before, CancellationToken token)
    {
        if (health.SucceededAt is null || health.SucceededAt == Time(before?.LastSuccessTime) || Jobs(app).FirstOrDefault(job => Succeeded(job) == health.SucceededAt) is not { } job)
            return health;
        var pod = stores.PodsOf(job).FirstOrDefault(pod => pod.Status?.Phase == "Succeeded");
        var log = pod is null ? "" : await api.ReadLogAsync(app.Namespace, pod.Metadata.Name, Names.Backup, Lines, previous: false, token);
        return health with
        {
            Report = BackupLog.Read(log),
            Took = job.Status.StartTime is { } started ? health.SucceededAt - Time(started) : null,
        };
    }

    /// <summary>The backup that an attempt waits for.</summary>
    public FirstBackup First(AppIdentity app, RolloutState state)
    {
        var name = Names.BackupJob(app, Token(state));
        return new FirstBackup(name, stores.Jobs.Get(new NamespacedName(app.Namespace, name)).Outcome());
    }

    /// <summary>One backup for each attempt.</summary>
    public static string Token(RolloutState state) => $"{state.Revision}/{state.StartedAt.ToUnixTimeSeconds()}";

    /// <summary>In whole seconds, as status keeps times.</summary>
    public static DateTimeOffset? Time(DateTime? time) => time is { } value
        ? new DateTimeOffset(value.Ticks - (value.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero)
        : null;

    private BackupHealth Scheduled(AppIdentity app, ResolvedBackup wanted, BackupHealth health)
    {
        if (stores.CronJobs.Get(new NamespacedName(app.Namespace, Names.Component(app, Names.Backup))) is not { } schedule)
            return health;
        var (last, made) = (Time(schedule.Status?.LastScheduleTime), Time(schedule.Metadata.CreationTimestamp));
        return wanted.Suspend ? health with { ScheduledAt = last } : health with
        {
            ScheduledAt = last,
            NextAt = (last ?? made) is { } since ? BackupSchedule.Next(wanted.Schedule, wanted.TimeZone, since) : null,
            StaleAt = (health.SucceededAt ?? made) + BackupSchedule.Patience(wanted.Schedule, wanted.TimeZone),
        };
    }

    private List<V1Job> Jobs(AppIdentity app) =>
        [.. stores.Jobs.InGroup($"{app.Namespace}/{app.Name}").Where(job => job.Metadata.Labels.TryGetValue(Labels.Component, out var component) && component == Names.Backup)];

    private static DateTimeOffset? Succeeded(V1Job job) => Time(job.Ended("Complete")?.LastTransitionTime);

    private static DateTimeOffset? Failed(V1Job job) => Time(job.Ended("Failed")?.LastTransitionTime);
}
