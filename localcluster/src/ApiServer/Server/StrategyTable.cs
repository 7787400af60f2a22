using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Registry.Apps;
using October.LocalCluster.ApiServer.Registry.Autoscaling;
using October.LocalCluster.ApiServer.Registry.Batch;
using October.LocalCluster.ApiServer.Registry.Coordination;
using October.LocalCluster.ApiServer.Registry.Core;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Registry.Core.Services;
using October.LocalCluster.ApiServer.Registry.Discovery;
using October.LocalCluster.ApiServer.Registry.Events;
using October.LocalCluster.ApiServer.Registry.Networking;
using October.LocalCluster.ApiServer.Registry.Policy;
using October.LocalCluster.ApiServer.Registry.Rbac;

namespace October.LocalCluster.ApiServer.Server;

/// <summary>Which rules belong to which built-in kind.</summary>
internal sealed class StrategyTable
{
    private readonly Dictionary<string, Strategy> _byKind = new(StringComparer.Ordinal)
    {
        ["CustomResourceDefinition"] = new CustomResources.CustomResourceDefinitionStrategy(),
        ["Event"] = new EventStrategy(),
        ["Namespace"] = new NamespaceStrategy(),
        ["Role"] = new RoleStrategy(namespaced: true),
        ["ClusterRole"] = new RoleStrategy(namespaced: false),
        ["RoleBinding"] = new RoleBindingStrategy(namespaced: true),
        ["ClusterRoleBinding"] = new RoleBindingStrategy(namespaced: false),
        ["NetworkPolicy"] = new NetworkPolicyStrategy(),
        ["EndpointSlice"] = new EndpointSliceStrategy(),
        ["ControllerRevision"] = new ControllerRevisionStrategy(),
        ["Lease"] = new LeaseStrategy(),
        ["Pod"] = new PodStrategy(),
        ["Service"] = new ServiceStrategy(),
        ["ConfigMap"] = new ConfigMapStrategy(),
        ["Secret"] = new SecretStrategy(),
        ["PersistentVolumeClaim"] = new PersistentVolumeClaimStrategy(),
        ["Deployment"] = new DeploymentStrategy(),
        ["ReplicaSet"] = new ReplicaSetStrategy(),
        ["ReplicationController"] = new ReplicationControllerStrategy(),
        ["StatefulSet"] = new StatefulSetStrategy(),
        ["DaemonSet"] = new DaemonSetStrategy(),
        ["Job"] = new JobStrategy(),
        ["CronJob"] = new CronJobStrategy(),
        ["HorizontalPodAutoscaler"] = new AutoscalerStrategy(),
        ["Ingress"] = new IngressStrategy(),
        ["LimitRange"] = new Registry.Core.LimitRangeStrategy(),
        ["ResourceQuota"] = new Registry.Core.ResourceQuotaStrategy(),
        ["PodDisruptionBudget"] = new PodDisruptionBudgetStrategy(),
    };

    public Strategy For(ResourceKind kind)
    {
        if (kind is { Kind: "Event", Group: "events.k8s.io" })
            return new EventsV1Strategy();
        if (kind is { Kind: "HorizontalPodAutoscaler", Version: "v1" })
            return new AutoscalerV1Strategy();
        if (_byKind.TryGetValue(kind.Kind, out var strategy))
            return strategy;
        var hasStatus = kind.FindSubresource("status") is not null;
        return new SpecStatusStrategy(
            hasStatus, hasGeneration: kind.Group is "apps" or "batch" or "networking.k8s.io" or "policy" && kind.Kind is not "ControllerRevision");
    }
}
