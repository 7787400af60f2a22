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
        return new AppHealth(
            await ReadAsync(Names.Api, Track.Stable),
            await ReadAsync(Names.Worker, Track.Stable),
            context.Current.Redis.IsManaged ? await ReadAsync(Names.Redis, Track.Stable) : ComponentHealth.Elsewhere,
            await ReadAsync(Names.Api, Track.Preview),
            await ReadAsync(Names.Worker, Track.Preview));

        async Task<ComponentHealth> ReadAsync(string component, Track track)
        {
            var (health, failing, unready) = Read(context.App, component, track, context.Now);
            if (detail != HealthDetail.Counts && failing is { Container: { } container, Reason: Reasons.CrashLoop })
                return health with { Fatal = health.Fatal! with { Evidence = await evidence.CrashAsync(failing.Pod, container, cancellationToken) } };
            return detail == HealthDetail.Everything && unready is not null
                ? health with
                {
                    NotReady = await evidence.ProbeRefusalAsync(unready, cancellationToken),
                    Evidence = await evidence.DescribeAsync(unready, component, cancellationToken),
                }
                : health;
        }
    }

    /// <summary>A ready pod of the component and revision, for probing it directly.</summary>
    public V1Pod? ReadyPod(AppIdentity app, string component, Track track, string? revision) => Ready(PodsOf(app, component, track), revision);

    /// <summary>The first that is ready. Pods and Deployments are watched apart: pods of the revision before may be known when this one is up.</summary>
    internal static V1Pod? Ready(IEnumerable<V1Pod> pods, string? revision) => pods.FirstOrDefault(pod =>
        IsReady(pod) && pod.Status.PodIP is { Length: > 0 } && Label(pod.Metadata.Labels, Labels.Revision) == revision);

    /// <summary>The pods of the component on that track.</summary>
    public IEnumerable<V1Pod> PodsOf(AppIdentity app, string component, Track track)
    {
        var selector = Labels.Selector(app, component, track);
        return stores.Pods.InGroup($"{app.Namespace}/{app.Name}")
            .Where(pod => selector.All(pair => Label(pod.Metadata.Labels, pair.Key) == pair.Value))
            .OrderBy(pod => pod.Metadata.Name, StringComparer.Ordinal);
    }

    private (ComponentHealth Health, PodFailure? Failing, V1Pod? Unready) Read(AppIdentity app, string component, Track track, DateTimeOffset now)
    {
        var deployment = stores.Deployments.Get(new NamespacedName(app.Namespace, Names.Component(app, component, track)));
        if (deployment is null || deployment.Metadata.DeletionTimestamp is not null)
            return (ComponentHealth.Absent, null, null);
        var revision = Label(deployment.Spec.Template.Metadata.Labels, Labels.Revision);
        var pods = PodsOf(app, component, track).Where(pod => Label(pod.Metadata.Labels, Labels.Revision) == revision).ToList();
        var failing = pods.Select(pod => PodDiagnosis.Of(pod, now)).FirstOrDefault(failure => failure is not null);
        var ready = pods.Where(IsReady).ToList();
        var status = deployment.Status;
        return (new ComponentHealth
        {
            Exists = true,
            Revision = revision,
            Image = deployment.Spec.Template.Spec.Containers[0].Image,
            ImageDigest = pods.Select(pod => ImageDigests.Of(pod, component)).FirstOrDefault(digest => digest is not null),
            PasswordVersion = PodTemplates.PasswordVersionOf(deployment.Spec.Template),
            Observed = status?.ObservedGeneration >= deployment.Metadata.Generation,
            Desired = deployment.Spec.Replicas ?? 1,
            Total = status?.Replicas ?? 0,
            Updated = status?.UpdatedReplicas ?? 0,
            Ready = status?.ReadyReplicas ?? 0,
            ReadyUpdated = ready.Count,
            NewestReadyPodAt = ready.Max(pod => pod.Metadata.CreationTimestamp) is { } newest ? new DateTimeOffset(newest.ToUniversalTime()) : null,
            Available = status?.AvailableReplicas ?? 0,
            Fatal = failing is not null ? new Failure(failing.Reason, failing.Message) : null,
            CreateFailure = CreateFailures.Of(deployment, now),
        }, failing, pods.Where(pod => !IsReady(pod)).MaxBy(pod => pod.Metadata.CreationTimestamp));
    }

    private static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static string? Label(IDictionary<string, string>? labels, string key) => labels?.TryGetValue(key, out var value) == true ? value : null;
}
