using October.Operator.Desired;
using October.Runtime.Api;
using October.Runtime.Apply;

namespace October.Operator.Controllers;

/// <summary>Brings the children of an app to the desired state: applies in order, then prunes. One write at a time.</summary>
internal sealed class ChildApplier(IKubeApi api, Applier applier, Stores stores)
{
    private readonly IChildKind[] kinds =
    [
        new ChildKind<k8s.Models.V1ServiceAccount>(stores.ServiceAccounts, api),
        new ChildKind<k8s.Models.V1NetworkPolicy>(stores.NetworkPolicies, api),
        new ChildKind<k8s.Models.V1Secret>(stores.Secrets, api, prune: false),
        new ChildKind<k8s.Models.V1ConfigMap>(stores.ConfigMaps, api),
        new ChildKind<k8s.Models.V1PersistentVolumeClaim>(stores.Claims, api, prune: false),
        new ChildKind<k8s.Models.V1Service>(stores.Services, api),
        new ChildKind<k8s.Models.V1Deployment>(stores.Deployments, api, fixedFields: false),
        new ChildKind<k8s.Models.V2HorizontalPodAutoscaler>(stores.Autoscalers, api),
        new ChildKind<k8s.Models.V1PodDisruptionBudget>(stores.DisruptionBudgets, api),
        new ChildKind<k8s.Models.V1Ingress>(stores.Ingresses, api, fixedFields: false),
        new ChildKind<V1ServiceMonitor>(stores.ServiceMonitors.Store, api, fixedFields: false),
        new ChildKind<V1PrometheusRule>(stores.PrometheusRules.Store, api, fixedFields: false),
    ];

    /// <summary>Sends what differs.</summary>
    /// <exception cref="NameClashException">A name is taken by an object that is not the app's; it is never adopted.</exception>
    public async Task ApplyAsync(AppIdentity app, DesiredState desired, CancellationToken token)
    {
        foreach (var wanted in desired.Objects)
            await kinds.Single(kind => kind.Type == wanted.GetType()).ApplyAsync(applier, app, wanted, token);
        foreach (var kind in kinds)
        {
            var names = desired.Objects.Where(child => child.GetType() == kind.Type).Select(child => child.Metadata.Name).ToHashSet();
            await kind.PruneAsync(applier, app.Uid, names, token);
        }
    }
}
