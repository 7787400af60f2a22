using October.Operator.Desired;
using October.Runtime.Apply;

namespace October.Operator.Controllers;

/// <summary>Brings the children of an app to the desired state: applies in order, then prunes. One write at a time.</summary>
internal sealed class ChildApplier(Applier applier, Stores stores)
{
    private readonly IChildKind[] kinds =
    [
        new ChildKind<k8s.Models.V1ServiceAccount>(stores.ServiceAccounts),
        new ChildKind<k8s.Models.V1NetworkPolicy>(stores.NetworkPolicies),
        new ChildKind<k8s.Models.V1Secret>(stores.Secrets, prune: false),
        new ChildKind<k8s.Models.V1ConfigMap>(stores.ConfigMaps),
        new ChildKind<k8s.Models.V1PersistentVolumeClaim>(stores.Claims, prune: false),
        new ChildKind<k8s.Models.V1Service>(stores.Services),
        new ChildKind<k8s.Models.V1Deployment>(stores.Deployments),
        new ChildKind<k8s.Models.V2HorizontalPodAutoscaler>(stores.Autoscalers),
        new ChildKind<k8s.Models.V1PodDisruptionBudget>(stores.DisruptionBudgets),
        new ChildKind<k8s.Models.V1Ingress>(stores.Ingresses),
    ];

    /// <summary>Sends what differs; a child that another controller already runs under our name is an error, never adopted.</summary>
    public async Task ApplyAsync(AppIdentity app, DesiredState desired, CancellationToken token)
    {
        foreach (var wanted in desired.Objects)
            await kinds.Single(kind => kind.Type == wanted.GetType()).ApplyAsync(applier, wanted, token);
        foreach (var kind in kinds)
        {
            var names = desired.Objects.Where(child => child.GetType() == kind.Type).Select(child => child.Metadata.Name).ToHashSet();
            await kind.PruneAsync(applier, app.Uid, names, token);
        }
    }
}
