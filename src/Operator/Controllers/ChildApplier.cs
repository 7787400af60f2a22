using k8s;
using k8s.Models;
using October.Crd;
using October.Operator.Desired;
using October.Runtime.Api;
using October.Runtime.Apply;

namespace October.Operator.Controllers;

/// <summary>Brings the children of an app to the desired state: applies in order, then prunes. One write at a time.</summary>
internal sealed class ChildApplier(IKubeApi api, Applier applier, Stores stores, Presence presence)
{
    private readonly ReplicasHandover handover = new(api, stores);
    private readonly IChildKind[] kinds =
    [
        new ChildKind<V1ServiceAccount>(stores.ServiceAccounts, api),
        new ChildKind<V1NetworkPolicy>(stores.NetworkPolicies, api),
        new ChildKind<V1Secret>(stores.Secrets, api, prune: false),
        new ChildKind<V1ConfigMap>(stores.ConfigMaps, api),
        new ChildKind<V1PersistentVolumeClaim>(stores.Claims, api, prune: false),
        new ChildKind<V1Service>(stores.Services, api, fixedFields: false),
        new ChildKind<V1Deployment>(stores.Deployments, api, fixedFields: false),
        new ChildKind<V2HorizontalPodAutoscaler>(stores.Autoscalers, api),
        new ChildKind<V1PodDisruptionBudget>(stores.DisruptionBudgets, api),
        new ChildKind<V1Ingress>(stores.Ingresses, api, fixedFields: false),
        new ChildKind<V1CronJob>(stores.CronJobs, api, fixedFields: false),
        new ChildKind<V1ServiceMonitor>(stores.ServiceMonitors.Store, api, fixedFields: false),
        new ChildKind<V1PrometheusRule>(stores.PrometheusRules.Store, api, fixedFields: false),
    ];

    /// <summary>Sends what differs.</summary>
    /// <returns>The children that somebody else had changed and that were put back.</returns>
    /// <exception cref="NameClashException">A name is taken by an object that is not the app's; it is never adopted.</exception>
    /// <exception cref="AppGoneException">Some are missing because the app is being deleted.</exception>
    public async Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> ApplyAsync(V1OctoberApp entity, AppIdentity app, DesiredState desired, CancellationToken token)
    {
        if (desired.Objects.Any(wanted => !Kind(wanted).Knows(wanted)))
            await presence.EnsureAsync(entity, token);
        var corrected = new List<IKubernetesObject<V1ObjectMeta>>();
        foreach (var wanted in desired.Objects)
        {
            if (wanted is V1Deployment deployment)
                await handover.BeforeAsync(deployment, token);
            if (await Kind(wanted).ApplyAsync(applier, app, wanted, token) == ApplyOutcome.DriftCorrected)
                corrected.Add(wanted);
        }

        foreach (var kind in kinds)
        {
            var names = desired.Objects.Where(child => child.GetType() == kind.Type).Select(child => child.Metadata.Name).ToHashSet();
            await kind.PruneAsync(applier, app.Uid, names, token);
        }

        return corrected;
    }

    private IChildKind Kind(IKubernetesObject<V1ObjectMeta> wanted) => kinds.Single(kind => kind.Type == wanted.GetType());
}
