using k8s.Models;
using October.Crd;
using October.Operator.Desired;
using October.Operator.Restoring;
using October.Operator.Rollout;
using October.Operator.Smoke;
using October.Runtime.Abstractions;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>Follows <c>spec.restore</c>: sees how far the restore under way is, and makes its Job.</summary>
internal sealed class RestoreKeeper(IKubeApi api, Stores stores, HealthReader health)
{
    private const int Lines = 3;

    /// <summary>What the next step depends on. Reads stores only, and the Job's log once it has ended.</summary>
    public async Task<RestoreSeen> LookAsync(V1OctoberApp entity, AppIdentity app, RestoreState? state, Observed seen, bool settled, CancellationToken token)
    {
        var job = state is { Step: RestoreStep.Replace } ? stores.Jobs.Get(new NamespacedName(app.Namespace, Restores.Name(app, state.RequestId))) : null;
        var ended = job.Outcome();
        return new RestoreSeen
        {
            Now = seen.Now,
            Asked = entity.Spec.Restore is { } asked ? (asked.RequestId, asked.BackupName) : null,
            IsSettled = settled,
            Wanted = (seen.Api.Desired, seen.Worker.Desired),
            AreWritersGone = IsGone(app, Names.Api, seen.Api) && IsGone(app, Names.Worker, seen.Worker),
            IsRedisGone = IsGone(app, Names.Redis, seen.Redis),
            IsRedisUp = seen.Redis is { IsComplete: true, Desired: > 0 },
            AreWritersUp = seen.Api.IsComplete && seen.Worker.IsComplete && (seen.Api.Desired, seen.Worker.Desired) == (state?.Api, state?.Worker),
            Job = ended,
            JobSaid = ended is null ? null : await LastWordsAsync(job!, token),
            Deadline = seen.Policy.ProgressDeadline,
        };
    }

    /// <summary>Makes the Job that replaces the data, where a decision asks for it.</summary>
    public async Task ReplaceAsync(AppIdentity app, DesiredInput input, RestoreState? state, CancellationToken token)
    {
        if (state is not { Step: RestoreStep.Replace } || stores.Jobs.Get(new NamespacedName(app.Namespace, Restores.Name(app, state.RequestId))) is not null)
            return;
        if (Restores.Job(input, state.RequestId, state.BackupName) is not { } job)
            throw new IOException("spec.restore needs spec.backup, and a redis of the operator's: put them back until the restore has ended");
        try
        {
            stores.Jobs.Upsert(await api.CreateAsync(job, token), out _);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            // Made before a restart; the watch will show it.
        }
    }

    private bool IsGone(AppIdentity app, string component, ComponentHealth deployment) =>
        deployment is { Observed: true, Desired: 0, Total: 0 }
        && health.PodsOf(app, component, Track.Stable).Concat(health.PodsOf(app, component, Track.Preview)).All(pod => pod.Status?.Phase is "Succeeded" or "Failed");

    private async Task<string> LastWordsAsync(V1Job job, CancellationToken token)
    {
        var pod = stores.PodsOf(job).MaxBy(pod => pod.Metadata.CreationTimestamp);
        var log = pod is null ? "" : await api.ReadLogAsync(job.Metadata.NamespaceProperty, pod.Metadata.Name, Restores.Component, Lines, previous: false, token);
        return $"Job {job.Metadata.Name}: {(log.Length > 0 ? Bounded.Text(log) : "no log")}";
    }
}
