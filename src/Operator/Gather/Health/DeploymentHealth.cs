using k8s.Models;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;

namespace October.Operator.Gather.Health;

/// <summary>The health of one Deployment, and the pods that explain it.</summary>
/// <param name="Health">What the stores have of it.</param>
/// <param name="Failing">The pod that will not come up by waiting; null for none.</param>
/// <param name="Unready">The newest pod that is not ready; null for none.</param>
internal sealed record DeploymentHealth(ComponentHealth Health, PodFailure? Failing, V1Pod? Unready)
{
    /// <summary>Reads it. Pure.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <param name="component">The component that it runs.</param>
    /// <param name="pods">The pods of that component and track.</param>
    /// <param name="replicas">The number of pods that the spec asks for; null where an autoscaler decides.</param>
    /// <param name="now">The time.</param>
    public static DeploymentHealth Of(V1Deployment deployment, string component, IEnumerable<V1Pod> pods, int? replicas, DateTimeOffset now)
    {
        var (template, status) = (deployment.Spec.Template, deployment.Status);
        var revision = RevisionOf(template.Metadata);
        var isObserved = status?.ObservedGeneration >= deployment.Metadata.Generation;
        var all = pods.ToList();
        var ofRevision = all.FindAll(pod => RevisionOf(pod.Metadata) == revision);
        var own = ofRevision.FindAll(PodStates.MayRun);
        // Redis' pods have no revision. It is recreated: once a pod of its template is counted, those of the one before are gone.
        var areOfTemplate = revision is not null || (isObserved && status?.UpdatedReplicas > 0);
        var failures = areOfTemplate ? own.Select(pod => PodDiagnosis.Of(pod, now)).OfType<PodFailure>().ToList() : [];
        // One that crashes says more than one that waits for its node.
        var failing = failures.Find(failure => !InfrastructureFailure.IsOfNode(failure.ToFailure())) ?? failures.FirstOrDefault();
        var ready = own.Where(IsReady).ToList();
        var unready = own.Where(pod => !IsReady(pod)).MaxBy(pod => pod.Metadata.CreationTimestamp);
        var health = new ComponentHealth
        {
            Exists = true,
            Revision = revision,
            Image = template.Spec.Containers[0].Image,
            ImageDigest = own.Select(pod => ImageDigests.Of(pod, component)).FirstOrDefault(digest => digest is not null),
            PasswordVersion = PodTemplates.PasswordVersionOf(template.Metadata),
            PodsBefore = all.Count(pod => pod.MayRun() && PodTemplates.PasswordVersionOf(pod.Metadata) < PodTemplates.PasswordVersionOf(template.Metadata)),
            Observed = isObserved,
            Desired = deployment.Spec.Replicas ?? 1,
            WantsNone = replicas == 0,
            Total = status?.Replicas ?? 0,
            Updated = status?.UpdatedReplicas ?? 0,
            Ready = status?.ReadyReplicas ?? 0,
            ReadyUpdated = ready.Count,
            NewestReadyPodAt = CreatedAt(ready.MaxBy(pod => pod.Metadata.CreationTimestamp)),
            NewestUnreadyPodAt = CreatedAt(unready),
            Available = status?.AvailableReplicas ?? 0,
            AwaitingNode = failures.Count(failure => InfrastructureFailure.IsOfNode(failure.ToFailure())),
            Fatal = failing?.ToFailure(),
            FatalPodAt = CreatedAt(failing?.Pod),
            UnavailableSince = UnavailableSince(status),
            CreateFailure = CreateFailures.Of(deployment, now),
            CreateFailureAt = CreateFailures.At(deployment),
        };
        var isMissing = unready is null && areOfTemplate && !health.IsComplete;
        return new DeploymentHealth(isMissing ? health with { Evidence = RejectedPods.Latest(ofRevision) } : health, failing, unready);
    }

    /// <summary>The pod receives traffic.</summary>
    public static bool IsReady(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    /// <summary>Hash of the revision that pods with this metadata are of; null for none.</summary>
    public static string? RevisionOf(V1ObjectMeta? pod) => pod?.Labels?.TryGetValue(Labels.Revision, out var revision) == true ? revision : null;

    private static DateTimeOffset? UnavailableSince(V1DeploymentStatus? status) =>
        status?.Conditions?.FirstOrDefault(static one => one is { Type: "Available", Status: "False" })?.LastTransitionTime is { } time
            ? new DateTimeOffset(time.ToUniversalTime())
            : null;

    private static DateTimeOffset? CreatedAt(V1Pod? pod) => pod?.Metadata.CreationTimestamp is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null;
}
