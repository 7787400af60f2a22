using k8s;
using k8s.Models;
using October.Crd;
using October.Operator.Desired.Model;
using October.Operator.Desired.Monitoring;
using October.Operator.Desired.Tls;
using October.Runtime.Engine;
using October.Runtime.Informers;

namespace October.Operator.Gather.Sources;

/// <summary>What the operator watches besides OctoberApps: what it makes, and the pods that come of it.</summary>
/// <param name="engine">Watches it.</param>
/// <param name="ours">Selects what the operator makes.</param>
/// <param name="makesSecrets">Without it no Secret is watched, and none known.</param>
internal sealed class Stores(ControllerEngine<V1OctoberApp> engine, InformerOptions ours, bool makesSecrets)
{
    public Store<V1Deployment> Deployments { get; } = engine.Owns<V1Deployment>(ours);

    public Store<V1Service> Services { get; } = engine.Owns<V1Service>(ours);

    public Store<V1Ingress> Ingresses { get; } = engine.Owns<V1Ingress>(ours);

    public Store<V2HorizontalPodAutoscaler> Autoscalers { get; } = engine.Owns<V2HorizontalPodAutoscaler>(ours);

    /// <summary>Grouped by <see cref="AppGroup"/>: some outlive their app.</summary>
    public Store<V1PersistentVolumeClaim> Claims { get; } = engine.Maps<V1PersistentVolumeClaim>(ours, AppOf, AppGroup);

    public Store<V1ConfigMap> ConfigMaps { get; } = engine.Owns<V1ConfigMap>(ours);

    public Store<V1Secret> Secrets { get; } = makesSecrets ? engine.Owns<V1Secret>(ours) : new Store<V1Secret>(null, ours.Transform);

    public Store<V1ServiceAccount> ServiceAccounts { get; } = engine.Owns<V1ServiceAccount>(ours);

    public Store<V1PodDisruptionBudget> DisruptionBudgets { get; } = engine.Owns<V1PodDisruptionBudget>(ours);

    public Store<V1NetworkPolicy> NetworkPolicies { get; } = engine.Owns<V1NetworkPolicy>(ours);

    public Store<V1ControllerRevision> Revisions { get; } = engine.Owns<V1ControllerRevision>(ours);

    public OptionalKind<V1ServiceMonitor> ServiceMonitors { get; } = engine.OwnsWhenInstalled<V1ServiceMonitor>(ours);

    public OptionalKind<V1PrometheusRule> PrometheusRules { get; } = engine.OwnsWhenInstalled<V1PrometheusRule>(ours);

    public OptionalKind<V1Certificate> Certificates { get; } = engine.OwnsWhenInstalled<V1Certificate>(ours);

    public Store<V1CronJob> CronJobs { get; } = engine.Owns<V1CronJob>(ours);

    /// <summary>Of backups, whether by schedule or by order. Grouped by <see cref="AppGroup"/>.</summary>
    public Store<V1Job> Jobs { get; } = engine.Maps<V1Job>(ours, AppOf, AppGroup);

    /// <summary>Grouped by <see cref="AppGroup"/>.</summary>
    public Store<V1Pod> Pods { get; } = engine.Maps<V1Pod>(ours with { Transform = PodTransform.Keep }, AppOf, AppGroup);

    /// <summary>The app that an object belongs to by its label; null for none.</summary>
    public static NamespacedName? AppOf(IKubernetesObject<V1ObjectMeta> child) =>
        child.Metadata.Labels?.TryGetValue(Labels.App, out var app) == true ? new NamespacedName(child.Metadata.NamespaceProperty, app) : null;

    /// <summary>Index of what an app does not own itself: the app that it belongs to by label.</summary>
    public static string? AppGroup(IKubernetesObject<V1ObjectMeta> child) => AppOf(child)?.ToString();
}
