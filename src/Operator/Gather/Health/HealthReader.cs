using k8s.Models;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;

namespace October.Operator.Gather.Health;

/// <summary>Reads the health of an app's components from their Deployments and pods, as the stores have them.</summary>
internal sealed class HealthReader(Stores stores, PodEvidence evidence)
{
    /// <summary>The health of every component on both tracks.</summary>
    /// <param name="context">The app.</param>
    /// <param name="detail">How much of why pods are not up.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<AppHealth> ReadAllAsync(ReconcileContext context, HealthDetail detail, CancellationToken cancellationToken)
    {
        var current = context.Current;
        return new AppHealth(
            await ReadAsync(Names.Api, Track.Stable, current.Api.Replicas),
            await ReadAsync(Names.Worker, Track.Stable, current.Worker.Replicas),
            current.Redis.IsManaged ? await ReadAsync(Names.Redis, Track.Stable, 1) : ComponentHealth.Elsewhere,
            await ReadAsync(Names.Api, Track.Preview, 1),
            await ReadAsync(Names.Worker, Track.Preview, 1));

        async Task<ComponentHealth> ReadAsync(string component, Track track, int? replicas)
        {
            var deployment = stores.Deployments.Get(new NamespacedName(context.App.Namespace, Names.Component(context.App, component, track)));
            if (deployment is null || deployment.Metadata.DeletionTimestamp is not null || !IsOf(context.App, deployment))
                return ComponentHealth.Absent;
            var (health, failing, unready) = DeploymentHealth.Of(deployment, component, AllPodsOf(context.App, component, track), replicas, context.Now);
            if (detail != HealthDetail.Counts && health.Fatal is { } fatal && failing is { Container: { } container, Reason: Reasons.CrashLoop })
                return health with { Fatal = fatal with { Evidence = await evidence.CrashAsync(failing.Pod, container, cancellationToken) } };
            if (detail != HealthDetail.Counts && failing is not null)
                health = health with { Fatal = await evidence.ExplainAsync(failing.ToFailure(), failing.Pod, cancellationToken) };
            // Most are started within seconds, and an app that does well asks for nothing.
            if (unready is not null && (detail == HealthDetail.Everything || (!health.IsComplete && unready.IsLate(context.Now))))
                health = health with { NotReady = await evidence.StartFailureAsync(unready, component, cancellationToken) };
            return detail == HealthDetail.Everything && unready is not null
                ? health with
                {
                    NotReady = health.NotReady ?? await evidence.ProbeRefusalAsync(unready, cancellationToken),
                    Evidence = await evidence.DescribeAsync(unready, component, cancellationToken),
                }
                : health;
        }
    }

    /// <summary>The app's own, or one that it may adopt, which goes on running. What somebody else's does says nothing of the app.</summary>
    private static bool IsOf(AppIdentity app, V1Deployment deployment) =>
        Ownership.IsOwned(deployment.Metadata, app) || Ownership.IsLeftOver(deployment.Metadata, app);

    /// <summary>A ready pod of the component and revision, for probing it directly.</summary>
    public V1Pod? ReadyPod(AppIdentity app, string component, Track track, string? revision) => Ready(PodsOf(app, component, track), revision);

    /// <summary>The first that is ready. Pods and Deployments are watched apart: pods of the revision before may be known when this one is up.</summary>
    internal static V1Pod? Ready(IEnumerable<V1Pod> pods, string? revision) => pods.FirstOrDefault(pod =>
        DeploymentHealth.IsReady(pod) && pod.Status.PodIP is { Length: > 0 } && DeploymentHealth.RevisionOf(pod.Metadata) == revision);

    /// <summary>The pods of the component on that track, except those that have ended for good.</summary>
    public IEnumerable<V1Pod> PodsOf(AppIdentity app, string component, Track track) => AllPodsOf(app, component, track).Where(PodStates.MayRun);

    private IEnumerable<V1Pod> AllPodsOf(AppIdentity app, string component, Track track)
    {
        var selector = Labels.Selector(app, component, track);
        return stores.Pods.InGroup($"{app.Namespace}/{app.Name}")
            .Where(pod => selector.All(pair => pod.Metadata.Labels?.TryGetValue(pair.Key, out var value) == true && value == pair.Value))
            .OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal);
    }
}
