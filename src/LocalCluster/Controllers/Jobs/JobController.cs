using October.LocalCluster.Controllers.Machinery;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>Feeds <see cref="JobDecision"/> from the caches.</summary>
internal sealed class JobController(ControllerContext context) : Controller(context, "job-controller")
{
    private ResourceCache _jobs = null!;
    private ResourceCache _pods = null!;

    protected override void Subscribe()
    {
        _jobs = Watch(KnownTypes.Jobs);
        _pods = WatchOwned(KnownTypes.Pods, "Job");
    }

    protected override Decision Decide(NamespacedName key) => _jobs.Get(key.Namespace, key.Name) is { } job
        ? JobDecision.Decide(job, _pods.InNamespace(key.Namespace), Context.Now)
        : Decision.Nothing;
}
