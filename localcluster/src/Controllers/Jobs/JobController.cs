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
        _pods = WatchOwned(ResourceTypes.Pods, "Job");
    }

    protected override TimeSpan Pause(ResourceType type, JsonObject? old, JsonObject? current) =>
        type == ResourceTypes.Pods || (old is not null && current is not null && old.Generation() == current.Generation()) ? Batch : TimeSpan.Zero;

    protected override Decision Decide(NamespacedName key) => _jobs.Get(key.Namespace, key.Name) is { } job
        ? JobDecision.Decide(job, _pods.InNamespace(key.Namespace), Context.Now)
        : Decision.Nothing;
}
