using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Registry.Autoscaling;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Registry.Events;

namespace October.LocalCluster.ApiServer.Server;

/// <summary>The built-in resources, in the order of a real server's discovery.</summary>
internal static class BuiltInKinds
{
    private static readonly IReadOnlyList<string> All = ["all"];

    private static readonly string[] ReturnedWhenDeleted =
        ["Pod", "PodTemplate", "PersistentVolume", "PersistentVolumeClaim", "ResourceQuota", "Service", "ServiceAccount", "StorageClass"];

    public static IReadOnlyList<ResourceKind> Create(StrategyTable strategies)
    {
        ResourceKind[] kinds =
        [
            .. Core(),
            .. Apps(),
            .. Batch(),
            Kind(
                "autoscaling",
                "v2",
                "horizontalpodautoscalers",
                "HorizontalPodAutoscaler",
                true,
                ["hpa"],
                All,
                Status("autoscaling", "v2", "HorizontalPodAutoscaler")),
            Kind(
                "autoscaling",
                "v1",
                "horizontalpodautoscalers",
                "HorizontalPodAutoscaler",
                true,
                ["hpa"],
                All,
                Status("autoscaling", "v1", "HorizontalPodAutoscaler")) with { Conversion = new AutoscalerConversion() },
            Kind("networking.k8s.io", "v1", "ingresses", "Ingress", true, ["ing"], null, Status("networking.k8s.io", "v1", "Ingress")),
            Kind("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false),
            Kind("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, ["netpol"]),
            Kind("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, ["pdb"], null, Status("policy", "v1", "PodDisruptionBudget")),
            Kind("rbac.authorization.k8s.io", "v1", "roles", "Role", true),
            Kind("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true),
            Kind("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
            Kind("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
            Kind("networking.k8s.io", "v1", "ipaddresses", "IPAddress", false, ["ip"]),
            Kind("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR", false, [], null, Status("networking.k8s.io", "v1", "ServiceCIDR")),
            Kind("storage.k8s.io", "v1", "storageclasses", "StorageClass", false, ["sc"]),
            Kind("storage.k8s.io", "v1", "csidrivers", "CSIDriver", false),
            Kind("storage.k8s.io", "v1", "csinodes", "CSINode", false),
            Kind("storage.k8s.io", "v1", "csistoragecapacities", "CSIStorageCapacity", true),
            Kind("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", false, [], null, Status("storage.k8s.io", "v1", "VolumeAttachment")),
            Kind("storage.k8s.io", "v1", "volumeattributesclasses", "VolumeAttributesClass", false, ["vac"]),
            Kind("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false, ["pc"]),
            Kind("coordination.k8s.io", "v1", "leases", "Lease", true),
            Kind("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true),
            Kind("events.k8s.io", "v1", "events", "Event", true, ["ev"]) with
            {
                SharedStorage = "/events",
                InvalidGroup = "",
                Conversion = new EventConversion(),
            },
            Review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false),
            Review("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false),
            Review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview", false),
            Review("authorization.k8s.io", "localsubjectaccessreviews", "LocalSubjectAccessReview", true),
            Review("authentication.k8s.io", "tokenreviews", "TokenReview", false),
            Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview", false),
            Kind("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, ["crd", "crds"], ["api-extensions"],
                Status("apiextensions.k8s.io", "v1", "CustomResourceDefinition")),
        ];
        return [.. kinds.Select(k => k with
        {
            Strategy = strategies.For(k),
            Columns = Tables.BuiltInColumns.For(k.Kind),
            ReturnsDeletedObject = ReturnedWhenDeleted.Contains(k.Kind),
            Scale = k.FindSubresource("scale") is null ? null : Registry.ScaleView.Workload,
        })];
    }

    private static IEnumerable<ResourceKind> Core() =>
    [
        Kind(
            "",
            "v1",
            "namespaces",
            "Namespace",
            false,
            ["ns"],
            null,
            Status("", "v1", "Namespace"),
            new Subresource("finalize", "", "v1", "Namespace", ["update"])) with
        {
            Verbs = [.. ResourceKind.StandardVerbs.Where(v => v != "deletecollection")],
        },
        Kind("", "v1", "pods", "Pod", true, ["po"], All, Status("", "v1", "Pod"),
            new Subresource("attach", "", "v1", "PodAttachOptions", ["create", "get"]),
            new Subresource("exec", "", "v1", "PodExecOptions", ["create", "get"]),
            new Subresource("portforward", "", "v1", "PodPortForwardOptions", ["create", "get"]),
            new Subresource("proxy", "", "v1", "PodProxyOptions", Subresource.AllMethods),
            new Subresource(PodSubresourceUpdates.Ephemeral, "", "v1", "Pod", Subresource.GetPatchUpdate),
            new Subresource(PodSubresourceUpdates.Resize, "", "v1", "Pod", Subresource.GetPatchUpdate),
            new Subresource("log", "", "v1", "Pod", ["get"]),
            new Subresource("binding", "", "v1", "Binding", ["create"]),
            new Subresource("eviction", "policy", "v1", "Eviction", ["create"])),
        Kind("", "v1", "services", "Service", true, ["svc"], All, Status("", "v1", "Service"),
            new Subresource("proxy", "", "v1", "ServiceProxyOptions", Subresource.AllMethods)),
        Kind("", "v1", "configmaps", "ConfigMap", true, ["cm"]),
        Kind("", "v1", "secrets", "Secret", true),
        Kind("", "v1", "serviceaccounts", "ServiceAccount", true, ["sa"], null,
            new Subresource("token", "authentication.k8s.io", "v1", "TokenRequest", ["create"])),
        Kind("", "v1", "events", "Event", true, ["ev"]),
        Kind(
            "",
            "v1",
            "nodes",
            "Node",
            false,
            ["no"],
            null,
            Status("", "v1", "Node"),
            new Subresource("proxy", "", "v1", "NodeProxyOptions", Subresource.AllMethods)),
        Kind("", "v1", "bindings", "Binding", true) with { Verbs = ["create"] },
        Kind("", "v1", "componentstatuses", "ComponentStatus", false, ["cs"]) with
        {
            Verbs = ["get", "list"],
            DeprecationWarning = "v1 ComponentStatus is deprecated in v1.19+",
        },
        Kind("", "v1", "replicationcontrollers", "ReplicationController", true, ["rc"], All, Status("", "v1", "ReplicationController"), Scale()),
        Kind("", "v1", "persistentvolumes", "PersistentVolume", false, ["pv"], null, Status("", "v1", "PersistentVolume")),
        Kind("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, ["pvc"], null, Status("", "v1", "PersistentVolumeClaim")),
        Kind("", "v1", "endpoints", "Endpoints", true, ["ep"]) with
        {
            ListKindName = "EndpointsList",
            DeprecationWarning = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        },
        Kind("", "v1", "limitranges", "LimitRange", true, ["limits"]),
        Kind("", "v1", "resourcequotas", "ResourceQuota", true, ["quota"], null, Status("", "v1", "ResourceQuota")),
        Kind("", "v1", "podtemplates", "PodTemplate", true),
    ];

    private static IEnumerable<ResourceKind> Apps() =>
    [
        Kind("apps", "v1", "deployments", "Deployment", true, ["deploy"], All, Status("apps", "v1", "Deployment"), Scale()),
        Kind("apps", "v1", "replicasets", "ReplicaSet", true, ["rs"], All, Status("apps", "v1", "ReplicaSet"), Scale()),
        Kind("apps", "v1", "statefulsets", "StatefulSet", true, ["sts"], All, Status("apps", "v1", "StatefulSet"), Scale()),
        Kind("apps", "v1", "daemonsets", "DaemonSet", true, ["ds"], All, Status("apps", "v1", "DaemonSet")),
        Kind("apps", "v1", "controllerrevisions", "ControllerRevision", true),
    ];

    private static IEnumerable<ResourceKind> Batch() =>
    [
        Kind("batch", "v1", "jobs", "Job", true, [], All, Status("batch", "v1", "Job")),
        Kind("batch", "v1", "cronjobs", "CronJob", true, ["cj"], All, Status("batch", "v1", "CronJob")),
    ];

    private static ResourceKind Kind(
        string group, string version, string plural, string kind, bool namespaced, string[]? shortNames = null, IReadOnlyList<string>? categories = null,
        params Subresource[] subresources) => new()
        {
            Group = group,
            Version = version,
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            Kind = kind,
            Namespaced = namespaced,
            ShortNames = shortNames ?? [],
            Categories = categories ?? [],
            Subresources = subresources,
        };

    /// <summary>A question: only POST, and nothing is stored.</summary>
    private static ResourceKind Review(string group, string plural, string kind, bool namespaced) =>
        Kind(group, "v1", plural, kind, namespaced) with { Verbs = ["create"], IsReview = true };

    private static Subresource Status(string group, string version, string kind) => new("status", group, version, kind, Subresource.GetPatchUpdate);

    private static Subresource Scale() => new("scale", "autoscaling", "v1", "Scale", Subresource.GetPatchUpdate);
}
