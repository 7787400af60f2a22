using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>Feeds <see cref="CronJobDecision"/> from the caches.</summary>
internal sealed class CronJobController(ControllerContext context) : Controller(context, "cronjob-controller")
{
    private ResourceCache _cronJobs = null!;
    private ResourceCache _jobs = null!;

    protected override void Subscribe()
    {
        _cronJobs = Watch(KnownTypes.CronJobs);
        _jobs = WatchOwned(KnownTypes.Jobs, "CronJob");
    }

    protected override Decision Decide(NamespacedName key) => _cronJobs.Get(key.Namespace, key.Name) is { } cronJob
        ? CronJobDecision.Decide(cronJob, _jobs.InNamespace(key.Namespace), Context.Now)
        : Decision.Nothing;
}
