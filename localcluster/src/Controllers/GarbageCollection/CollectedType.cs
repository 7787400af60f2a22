using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.GarbageCollection;

/// <summary>A resource whose objects may own or be owned, and the kind that owner references call it by.</summary>
internal sealed record CollectedType(ResourceType Type, string Kind, bool Namespaced)
{
    /// <summary>The built-in resources; the ones of custom resource definitions come on top (<see cref="FromDefinition"/>).</summary>
    public static IReadOnlyList<CollectedType> BuiltIn { get; } =
    [
        new(ResourceTypes.Pods, "Pod", true),
        new(ResourceTypes.Services, "Service", true),
        new(ResourceTypes.Endpoints, "Endpoints", true),
        new(ResourceTypes.ConfigMaps, "ConfigMap", true),
        new(ResourceTypes.Secrets, "Secret", true),
        new(ResourceTypes.ServiceAccounts, "ServiceAccount", true),
        new(ResourceTypes.PersistentVolumeClaims, "PersistentVolumeClaim", true),
        new(ResourceTypes.LimitRanges, "LimitRange", true),
        new(ResourceTypes.ResourceQuotas, "ResourceQuota", true),
        new(ResourceTypes.PodTemplates, "PodTemplate", true),
        new(ResourceTypes.Deployments, "Deployment", true),
        new(ResourceTypes.ReplicaSets, "ReplicaSet", true),
        new(ResourceTypes.ReplicationControllers, "ReplicationController", true),
        new(ResourceTypes.StatefulSets, "StatefulSet", true),
        new(ResourceTypes.DaemonSets, "DaemonSet", true),
        new(ResourceTypes.ControllerRevisions, "ControllerRevision", true),
        new(ResourceTypes.Jobs, "Job", true),
        new(ResourceTypes.CronJobs, "CronJob", true),
        new(ResourceTypes.HorizontalPodAutoscalers, "HorizontalPodAutoscaler", true),
        new(ResourceTypes.Ingresses, "Ingress", true),
        new(ResourceTypes.NetworkPolicies, "NetworkPolicy", true),
        new(ResourceTypes.PodDisruptionBudgets, "PodDisruptionBudget", true),
        new(ResourceTypes.Roles, "Role", true),
        new(ResourceTypes.RoleBindings, "RoleBinding", true),
        new(ResourceTypes.Leases, "Lease", true),
        new(ResourceTypes.EndpointSlices, "EndpointSlice", true),
        new(ResourceTypes.Namespaces, "Namespace", false),
        new(ResourceTypes.Nodes, "Node", false),
        new(ResourceTypes.PersistentVolumes, "PersistentVolume", false),
        new(ResourceTypes.CustomResourceDefinitions, "CustomResourceDefinition", false),
    ];

    /// <summary>The storage version of a custom resource, or null when the definition has none.</summary>
    public static CollectedType? FromDefinition(JsonObject definition)
    {
        var spec = definition.ObjectAt("spec");
        var version = spec.ArrayAt("versions").Objects().FirstOrDefault(v => v.BoolAt("storage") == true).StringAt("name");
        return
            version is not null
            && spec.StringAt("group") is { } group
            && spec.StringAt("names", "plural") is { } plural
            && spec.StringAt("names", "kind") is { } kind
            ? new CollectedType(new ResourceType(group, version, plural), kind, spec.StringAt("scope") != "Cluster")
            : null;
    }
}
