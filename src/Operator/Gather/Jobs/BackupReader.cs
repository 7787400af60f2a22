using k8s.Models;
using October.Common.Time;
using October.Crd.Defaults;
using October.Crd.Status;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Jobs;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Gather.Health;
using October.Operator.Gather.Sources;

namespace October.Operator.Gather.Jobs;

/// <summary>Reads how backups went: from the Jobs and their schedule, and, once for each that succeeded, from its log.</summary>
internal sealed class BackupReader(Stores stores, LogReader logs, UnstartedJobs unstarted)
{
    private const int LogLines = 5;

    /// <summary>Of a backup that has failed: its pods' grace period, and some more. Pods of a lost node may be there for days.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(10);

    /// <summary>What status remembers: Jobs are deleted in time.</summary>
    public static BackupHealth Remembered(ResolvedBackup? wanted, BackupStatus? status) =>
        wanted is null
            ? BackupHealth.None
            : new(true, Time(status?.LastSuccessTime), Time(status?.LastFailureTime), status?.LastJob)
            {
                Report = status is { LastBackupName: { } name, SizeBytes: { } bytes, Count: { } count }
                    ? new BackupReport(name, bytes, count, Pruned: 0)
                    : null,
                Took = status?.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            };

    /// <summary>What is known now.</summary>
    public async Task<BackupHealth> ReadAsync(
        AppIdentity app, ResolvedBackup? wanted, BackupHealth before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (wanted is null)
            return BackupHealth.None;
        var jobs = Jobs(stores, app);
        var newest = jobs.Where(job => (Succeeded(job) ?? Failed(job)) is not null).MaxBy(job => Succeeded(job) ?? Failed(job));
        var health = before with
        {
            SucceededAt = jobs.Select(Succeeded).Append(before.SucceededAt).Max(),
            FailedAt = jobs.Select(Failed).Append(before.FailedAt).Max(),
            LastJob = newest?.Metadata.Name ?? before.LastJob,
            Unstarted = await UnstartedAsync(jobs, now, cancellationToken),
        };
        if (health.SucceededAt is { } at && at != before.SucceededAt && jobs.Find(job => Succeeded(job) == at) is { } succeeded)
            health = await ReportAsync(health, succeeded, cancellationToken);
        if (health.FailedAt is { } then && then != before.FailedAt && jobs.Find(job => Failed(job) == then) is { } failed)
            health = health with { FailureLog = await FailureLogAsync(failed, cancellationToken) };
        return Scheduled(app, wanted, health);
    }

    /// <summary>Name of a backup's Job that has not ended; null for none.</summary>
    public static string? Running(Stores stores, AppIdentity app, DateTimeOffset now) =>
        Jobs(stores, app).Find(job => job.Metadata.DeletionTimestamp is null && job.Spec.Suspend != true && IsRunning(stores, job, now))?.Metadata.Name;

    /// <summary>The backup that an attempt waits for.</summary>
    public async Task<FirstBackup> FirstAsync(AppIdentity app, RolloutState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = Names.BackupJob(app, state.AttemptId);
        var job = stores.Jobs.Get(new NamespacedName(app.Namespace, name)) is { } found && Ownership.IsOwned(found.Metadata, app) ? found : null;
        var outcome = job.Outcome();
        return new FirstBackup(
            name, outcome, outcome == false ? await FailureLogAsync(job!, cancellationToken) : null, job is null ? Running(stores, app, now) : null)
        {
            Claim = Names.BackupData(app),
        };
    }

    private async Task<UnstartedJob?> UnstartedAsync(List<V1Job> jobs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var job in jobs.Where(static job => job.Metadata.DeletionTimestamp is null))
        {
            if (await unstarted.ReadAsync(job, Names.Backup, now, cancellationToken) is { } waiting)
                return waiting;
        }

        return null;
    }

    private static bool IsRunning(Stores stores, V1Job job, DateTimeOffset now) =>
        job.EndedAt() is not { } ended || (now < ended + LongestEnd && stores.PodsOf(job).Any(PodStates.MayRun));

    private async Task<string?> FailureLogAsync(V1Job job, CancellationToken cancellationToken) =>
        stores.PodsOf(job).Where(pod => pod.Status?.Phase == "Failed").MaxBy(pod => pod.Metadata.CreationTimestamp) is { } pod
            ? await logs.CrashAsync(pod, Names.Backup, restarted: false, cancellationToken)
            : null;

    /// <summary>
    /// Adds what the newest good backup reports, which status does not know yet. A Job has one pod that did its work: where there are more, another is somebody
    /// else's, and nothing says which.
    /// </summary>
    private async Task<BackupHealth> ReportAsync(BackupHealth health, V1Job job, CancellationToken cancellationToken)
    {
        var log = stores.PodsOf(job).Where(static pod => pod.Status?.Phase == "Succeeded").Take(2).ToList() is [var pod]
            ? await logs.TailAsync(pod, Names.Backup, LogLines, cancellationToken)
            : "";
        return health with
        {
            Report = BackupLog.Read(log),
            Took = job.Status.StartTime is { } started ? health.SucceededAt - Time(started) : null,
        };
    }

    private BackupHealth Scheduled(AppIdentity app, ResolvedBackup wanted, BackupHealth health)
    {
        if (Schedule(stores, app) is not { } schedule)
            return health;
        var (last, created) = (Time(schedule.Status?.LastScheduleTime), Time(schedule.Metadata.CreationTimestamp));
        return wanted.Suspend ? health with { ScheduledAt = last } : health with
        {
            ScheduledAt = last,
            NextAt = (last ?? created) is { } since ? BackupSchedule.Next(wanted.Schedule, wanted.TimeZone, since) : null,
            StaleAt = (health.SucceededAt ?? created) + BackupSchedule.StaleAfter(wanted.Schedule, wanted.TimeZone),
        };
    }

    private static List<V1Job> Jobs(Stores stores, AppIdentity app) =>
        [
            .. stores
                .Jobs.InGroup($"{app.Namespace}/{app.Name}")
                .Where(job => job.Metadata.Labels.TryGetValue(Labels.Component, out var component) && component == Names.Backup)
                .Where(job => IsOwn(stores, job, app)),
        ];

    /// <summary>
    /// The app made it, or its schedule did. Anybody may give a Job the labels: one that pretends to run would keep all backups from being made.
    /// </summary>
    private static bool IsOwn(Stores stores, V1Job job, AppIdentity app) =>
        Ownership.IsOwned(job.Metadata, app)
        || (Ownership.Controller(job.Metadata) is { Kind: "CronJob" } schedule && Schedule(stores, app)?.Metadata.Uid == schedule.Uid);

    private static V1CronJob? Schedule(Stores stores, AppIdentity app) =>
        stores.CronJobs.Get(new NamespacedName(app.Namespace, Names.Component(app, Names.Backup))) is { } schedule && Ownership.IsOwned(schedule.Metadata, app)
            ? schedule
            : null;

    private static DateTimeOffset? Succeeded(V1Job job) => Time(job.Ended("Complete")?.LastTransitionTime);

    private static DateTimeOffset? Failed(V1Job job) => Time(job.Ended("Failed")?.LastTransitionTime);

    /// <summary>In whole seconds, as status keeps times.</summary>
    private static DateTimeOffset? Time(DateTime? time) => time?.TruncateToSecond();
}
