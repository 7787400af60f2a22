using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Desired.Monitoring;
using October.Operator.Desired.Tls;
using October.Runtime.Engine;
using October.Runtime.Informers;

namespace October.Operator.Gather.Sources;

/// <summary>What the operator watches besides OctoberApps: what it makes, and the pods that come of it.</summary>
internal sealed record Stores
{
    public required Store<V1Deployment> Deployments { get; init; }

    public required Store<V1Service> Services { get; init; }

    public required Store<V1Ingress> Ingresses { get; init; }

    public required Store<V2HorizontalPodAutoscaler> Autoscalers { get; init; }

    /// <summary>Grouped by <see cref="AppGroup"/>: some outlive their app.</summary>
    public required Store<V1PersistentVolumeClaim> Claims { get; init; }

    public required Store<V1ConfigMap> ConfigMaps { get; init; }

    public required Store<V1Secret> Secrets { get; init; }

    public required Store<V1ServiceAccount> ServiceAccounts { get; init; }

    public required Store<V1PodDisruptionBudget> DisruptionBudgets { get; init; }

    public required Store<V1NetworkPolicy> NetworkPolicies { get; init; }

    public required Store<V1ControllerRevision> Revisions { get; init; }

    public required OptionalKind<V1ServiceMonitor> ServiceMonitors { get; init; }

    public required OptionalKind<V1PrometheusRule> PrometheusRules { get; init; }

    public required OptionalKind<V1Certificate> Certificates { get; init; }

    public required Store<V1CronJob> CronJobs { get; init; }

    /// <summary>Of backups, whether by schedule or by order. Grouped by app.</summary>
    public required Store<V1Job> Jobs { get; init; }

    /// <summary>Grouped by <see cref="AppGroup"/>.</summary>
    public required Store<V1Pod> Pods { get; init; }

    /// <summary>Index of what an app does not own itself: the app that it belongs to by label.</summary>
    public static string? AppGroup(IKubernetesObject<V1ObjectMeta> child) =>
        child.Metadata.Labels?.TryGetValue(Labels.App, out var app) == true ? $"{child.Metadata.NamespaceProperty}/{app}" : null;
}
