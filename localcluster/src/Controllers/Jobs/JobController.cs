using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>Feeds <see cref="JobDecision"/> from the caches.</summary>
internal sealed class JobController(ControllerContext context) : Controller(context, "job-controller")
{
    /// <summary>The real controller's batch period: pods change often, and each change of theirs would be a write of the Job.</summary>
    private static readonly TimeSpan Batch = TimeSpan.FromSeconds(1);

    private Informer _jobs = null!;
    private Informer _pods = null!;

    protected override void Subscribe()
    {
        _jobs = Watch(ResourceTypes.Jobs);
        _pods = Watch(ResourceTypes.Pods, KeysOfPod);
    }

    protected override TimeSpan Pause(ResourceType type, JsonObject? old, JsonObject? current) =>
        type == ResourceTypes.Pods || (old is not null && current is not null && old.Generation() == current.Generation()) ? Batch : TimeSpan.Zero;

    protected override Decision Decide(NamespacedName key)
    {
        var pods = _pods.InNamespace(key.Namespace);
        var job = _jobs.Get(key.Namespace, key.Name);
        var released = JobDecision.ReleaseOrphans(key.Name, job, pods);
        if (job is null)
            return Decision.Of(released);
        var decision = JobDecision.Decide(job, pods, Context.Now);
        return decision with { Writes = [.. released, .. decision.Writes] };
    }

    protected override Decision OnWriteFailed(NamespacedName key, WriteFailedException failure) =>
        failure.Write is Write.Create && _jobs.Get(key.Namespace, key.Name) is { } job
            ? JobDecision.OnCreateFailed(job, failure.Message, Context.Now)
            : Decision.Nothing;

    /// <summary>Pods without an owner, as a deletion with the policy Orphan leaves them, have the key without a name.</summary>
    private static IEnumerable<NamespacedName> KeysOfPod(JsonObject pod) => pod.ControllerOf() is null && JobPodCounts.IsTracked(pod)
        ? [new NamespacedName(pod.Namespace(), "")]
        : OwnerKeys(pod, "Job");
}
