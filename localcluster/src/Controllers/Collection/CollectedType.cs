using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Collection;

/// <summary>A resource whose objects may own or be owned, and the kind that owner references call it by.</summary>
internal sealed record CollectedType(ResourceType Type, string Kind, bool Namespaced)
{
    /// <summary>The built-in resources; the ones of custom resource definitions come on top (<see cref="FromDefinition"/>).</summary>
    public static IReadOnlyList<CollectedType> BuiltIn { get; } =
    [
        new(KnownTypes.Pods, "Pod", true),
        new(KnownTypes.Services, "Service", true),
        new(KnownTypes.Endpoints, "Endpoints", true),
        new(KnownTypes.ConfigMaps, "ConfigMap", true),
        new(KnownTypes.Secrets, "Secret", true),
        new(KnownTypes.ServiceAccounts, "ServiceAccount", true),
        new(KnownTypes.PersistentVolumeClaims, "PersistentVolumeClaim", true),
        new(KnownTypes.LimitRanges, "LimitRange", true),
        new(KnownTypes.ResourceQuotas, "ResourceQuota", true),
        new(KnownTypes.PodTemplates, "PodTemplate", true),
        new(KnownTypes.Deployments, "Deployment", true),
        new(KnownTypes.ReplicaSets, "ReplicaSet", true),
        new(KnownTypes.ReplicationControllers, "ReplicationController", true),
        new(KnownTypes.StatefulSets, "StatefulSet", true),
        new(KnownTypes.DaemonSets, "DaemonSet", true),
        new(KnownTypes.ControllerRevisions, "ControllerRevision", true),
        new(KnownTypes.Jobs, "Job", true),
        new(KnownTypes.CronJobs, "CronJob", true),
        new(KnownTypes.HorizontalPodAutoscalers, "HorizontalPodAutoscaler", true),
        new(KnownTypes.Ingresses, "Ingress", true),
        new(KnownTypes.NetworkPolicies, "NetworkPolicy", true),
        new(KnownTypes.PodDisruptionBudgets, "PodDisruptionBudget", true),
        new(KnownTypes.Roles, "Role", true),
        new(KnownTypes.RoleBindings, "RoleBinding", true),
        new(KnownTypes.Leases, "Lease", true),
        new(KnownTypes.EndpointSlices, "EndpointSlice", true),
        new(KnownTypes.Namespaces, "Namespace", false),
        new(KnownTypes.Nodes, "Node", false),
        new(KnownTypes.PersistentVolumes, "PersistentVolume", false),
        new(KnownTypes.CustomResourceDefinitions, "CustomResourceDefinition", false),
    ];

    /// <summary>The storage version of a custom resource, or null when the definition has none.</summary>
    public static CollectedType? FromDefinition(JsonObject definition)
    {
        var spec = definition.ObjectAt("spec");
        var version = spec.ArrayAt("versions").Objects().FirstOrDefault(v => v.BoolAt("storage") == true).StringAt("name");
        return version is not null && spec.StringAt("group") is { } group && spec.StringAt("names", "plural") is { } plural && spec.StringAt("names", "kind") is { } kind
            ? new CollectedType(new ResourceType(group, version, plural), kind, spec.StringAt("scope") != "Cluster")
            : null;
    }
}
