using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>The built-in resources that controllers and nodes work with.</summary>
internal static class ResourceTypes
{
    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces");

    public static ResourceType Nodes { get; } = new("", "v1", "nodes");

    public static ResourceType Pods { get; } = new("", "v1", "pods");

    public static ResourceType Services { get; } = new("", "v1", "services");

    public static ResourceType Endpoints { get; } = new("", "v1", "endpoints");

    public static ResourceType ConfigMaps { get; } = new("", "v1", "configmaps");

    public static ResourceType Secrets { get; } = new("", "v1", "secrets");

    public static ResourceType ServiceAccounts { get; } = new("", "v1", "serviceaccounts");

    public static ResourceType Events { get; } = new("", "v1", "events");

    public static ResourceType PersistentVolumes { get; } = new("", "v1", "persistentvolumes");

    public static ResourceType StorageClasses { get; } = new("storage.k8s.io", "v1", "storageclasses");

    public static ResourceType PersistentVolumeClaims { get; } = new("", "v1", "persistentvolumeclaims");

    public static ResourceType LimitRanges { get; } = new("", "v1", "limitranges");

    public static ResourceType ResourceQuotas { get; } = new("", "v1", "resourcequotas");

    public static ResourceType PodTemplates { get; } = new("", "v1", "podtemplates");

    public static ResourceType Deployments { get; } = new("apps", "v1", "deployments");

    public static ResourceType ReplicaSets { get; } = new("apps", "v1", "replicasets");

    public static ResourceType ReplicationControllers { get; } = new("", "v1", "replicationcontrollers");

    public static ResourceType StatefulSets { get; } = new("apps", "v1", "statefulsets");

    public static ResourceType DaemonSets { get; } = new("apps", "v1", "daemonsets");

    public static ResourceType ControllerRevisions { get; } = new("apps", "v1", "controllerrevisions");

    public static ResourceType Jobs { get; } = new("batch", "v1", "jobs");

    public static ResourceType CronJobs { get; } = new("batch", "v1", "cronjobs");

    public static ResourceType HorizontalPodAutoscalers { get; } = new("autoscaling", "v2", "horizontalpodautoscalers");

    public static ResourceType Ingresses { get; } = new("networking.k8s.io", "v1", "ingresses");

    public static ResourceType IngressClasses { get; } = new("networking.k8s.io", "v1", "ingressclasses");

    public static ResourceType NetworkPolicies { get; } = new("networking.k8s.io", "v1", "networkpolicies");

    public static ResourceType PodDisruptionBudgets { get; } = new("policy", "v1", "poddisruptionbudgets");

    public static ResourceType Roles { get; } = new("rbac.authorization.k8s.io", "v1", "roles");

    public static ResourceType RoleBindings { get; } = new("rbac.authorization.k8s.io", "v1", "rolebindings");

    public static ResourceType Leases { get; } = new("coordination.k8s.io", "v1", "leases");

    public static ResourceType EndpointSlices { get; } = new("discovery.k8s.io", "v1", "endpointslices");

    public static ResourceType CustomResourceDefinitions { get; } = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
}
