using k8s;
using k8s.Models;
using October.Operator.Desired.Monitoring;
using October.Operator.Desired.Tls;
using October.Operator.Gather.Sources;
using October.Runtime.Api;
using October.Runtime.Apply;

namespace October.Operator.Execute.Children;

/// <summary>The kinds of children that an app has.</summary>
internal sealed class ChildKinds(IKubeApi api, Applier applier, Stores stores)
{
    private readonly IChildKind[] _kinds =
    [
        new ChildKind<V1ServiceAccount>(applier, stores.ServiceAccounts, api),
        new ChildKind<V1NetworkPolicy>(applier, stores.NetworkPolicies, api),
        new ChildKind<V1Secret>(applier, stores.Secrets, api),
        new ChildKind<V1ConfigMap>(applier, stores.ConfigMaps, api),
        new ChildKind<V1PersistentVolumeClaim>(applier, stores.Claims, api),
        new ChildKind<V1ControllerRevision>(applier, stores.Revisions, api),
        new ChildKind<V1Service>(applier, stores.Services, api, fixedFields: false),
        new ChildKind<V1Deployment>(applier, stores.Deployments, api, fixedFields: false),
        new ChildKind<V2HorizontalPodAutoscaler>(applier, stores.Autoscalers, api),
        new ChildKind<V1PodDisruptionBudget>(applier, stores.DisruptionBudgets, api),
        new ChildKind<V1Ingress>(applier, stores.Ingresses, api, fixedFields: false),
        new ChildKind<V1CronJob>(applier, stores.CronJobs, api, fixedFields: false),
        new ChildKind<V1ServiceMonitor>(applier, stores.ServiceMonitors.Store, api, fixedFields: false),
        new ChildKind<V1PrometheusRule>(applier, stores.PrometheusRules.Store, api, fixedFields: false),
        new ChildKind<V1Certificate>(applier, stores.Certificates.Store, api, fixedFields: false),
    ];

    /// <summary>The kind of an object.</summary>
    public IChildKind Of(IKubernetesObject<V1ObjectMeta> child) => _kinds.Single(kind => kind.Type == child.GetType());

    /// <summary>The kind of this name.</summary>
    public IChildKind Named(string name) => _kinds.Single(kind => kind.Kind == name);
}
