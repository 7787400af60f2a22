using k8s.Models;
using October.Common.Text;
using October.Crd.Defaults;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Gather.Health;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;

namespace October.Operator.Gather.Jobs;

/// <summary>Reads how far the restore under way is.</summary>
internal sealed class RestoreReader(Stores stores, HealthReader health, LogReader logs, RestorePods pods, UnstartedJobs unstarted)
{
    /// <summary>Of the operator's clock and the API server's.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>What the next step depends on: from the stores, and from the Job's log once it has ended.</summary>
    public async Task<RestoreObservation> ReadAsync(ReconcileContext context, RestoreState? state, Observed observed, CancellationToken cancellationToken)
    {
        var app = context.App;
        var found = state is { Step: RestoreStep.Replace } ? Find(app, state) : null;
        var job = found is not null && Ownership.IsOwned(found.Metadata, app) ? found : null;
        var ended = job is null ? null : pods.Outcome(job);
        return new RestoreObservation
        {
            Now = observed.Now,
            // As status has it: a definition of before has let any character through.
            Requested = context.Entity.Spec.Restore is { } requested ? (VisibleText.Of(requested.RequestId), requested.BackupName) : null,
            Wanted = (Pods(context.Current.Api, observed.Api), Pods(context.Current.Worker, observed.Worker)),
            AreWritersGone = IsGone(app, Names.Api, observed.Api) && IsGone(app, Names.Worker, observed.Worker),
            IsRedisGone = IsGone(app, Names.Redis, observed.Redis),
            IsRedisUp = observed.Redis is { IsComplete: true, Desired: > 0 },
            AreWritersUp = IsUp(observed.Api, state?.Api) && IsUp(observed.Worker, state?.Worker),
            Job = ended,
            IsJobThere = job is not null,
            Unstarted = job is null ? null : await unstarted.ReadAsync(job, RestoreJob.Component, observed.Now, cancellationToken),
            HasStarted = job is not null && pods.HasStarted(job),
            JobEndedAt = job.EndedAt(),
            RunningPod = pods.Running(app),
            HasReplaced = ended == false ? await HasReplacedAsync(job!, state!, cancellationToken) : false,
            Refused = found is not null && job is null
                ? $"Job {found.Metadata.Name} is there and is not this app's, delete it"
                : observed.Refused.FirstOrDefault(child => child.Child.StartsWith("Job ", StringComparison.Ordinal))?.Message,
            IsBackupGone = context.Current.Backup is null,
            RunningBackup = BackupReader.Running(stores, app, observed.Now),
            JobLogTail = ended is null ? null : await LogTailAsync(job!, cancellationToken),
            Deadline = observed.Policy.ProgressDeadline,
            StopDeadline = observed.Policy.ProgressDeadline + Grace(context.Current),
        };
    }

    /// <summary>One that an older operator has created, before an upgrade in the middle of the restore, has the name that it gave.</summary>
    private V1Job? Find(AppIdentity app, RestoreState state) =>
        stores.Jobs.Get(new NamespacedName(app.Namespace, RestoreJob.Name(app, state)))
        ?? (stores.Jobs.Get(new NamespacedName(app.Namespace, RestoreJob.NameBefore(app, state.RequestId))) is { } before
            && before.Metadata.CreationTimestamp > (state.StartedAt - ClockSkew).UtcDateTime
                ? before
                : null);

    /// <summary>As many run as did before; that there were none says the state, whatever the spec says meanwhile.</summary>
    private static bool IsUp(ComponentHealth health, int? before) =>
        health.Desired == before && (health.IsComplete || health is { Observed: true, Desired: 0, Total: 0 });

    /// <summary>Pods to start again: the autoscaler, which leaves alone what has none, is there again only after the restore.</summary>
    private static int Pods(ResolvedComponent spec, ComponentHealth health) => Math.Max(health.Desired, spec.Autoscaler?.MinReplicas ?? 0);

    /// <summary>What was given up had not started, as far as that was known.</summary>
    private Task<bool?> HasReplacedAsync(V1Job job, RestoreState state, CancellationToken cancellationToken) =>
        pods.HaveReplacedAsync(job, DataReplacement.HasGivenUp(state) && !JobSuspension.MayHaveLostPods(job), cancellationToken);

    private static TimeSpan Grace(ResolvedApp app) =>
        TimeSpan.FromSeconds(Math.Max(app.Api.TerminationGracePeriodSeconds, app.Worker.TerminationGracePeriodSeconds));

    private bool IsGone(AppIdentity app, string component, ComponentHealth deployment) =>
        deployment is { Observed: true, Desired: 0, Total: 0 }
        && !health.PodsOf(app, component, Track.Stable).Concat(health.PodsOf(app, component, Track.Preview)).Any();

    private async Task<string> LogTailAsync(V1Job job, CancellationToken cancellationToken)
    {
        var pod = stores.PodsOf(job).MaxBy(pod => pod.Metadata.CreationTimestamp);
        var log = pod is null
            ? null
            : await logs.CrashAsync(pod, RestoreJob.Component, restarted: false, cancellationToken);
        return $"Job {job.Metadata.Name}: {log?.Replace($"{RestoreJob.Replacing} | ", "", StringComparison.Ordinal) ?? "no log"}";
    }
}
