using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>Feeds <see cref="CronJobDecision"/> from the caches.</summary>
internal sealed class CronJobController(ControllerContext context) : Controller(context, "cronjob-controller")
{
    private Informer _cronJobs = null!;
    private Informer _jobs = null!;

    protected override void Subscribe()
    {
        _cronJobs = Watch(ResourceTypes.CronJobs);
        _jobs = WatchOwned(ResourceTypes.Jobs, "CronJob");
    }

    protected override Decision Decide(NamespacedName key) => _cronJobs.Get(key.Namespace, key.Name) is { } cronJob
        ? CronJobDecision.Decide(cronJob, _jobs.InNamespace(key.Namespace), Context.Now)
        : Decision.Nothing;
}
