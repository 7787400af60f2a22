using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Plans;
using October.Runtime.Informers;

namespace October.Operator.Gather;

/// <summary>Reads which children are there.</summary>
internal sealed class ChildReader(Stores stores)
{
    /// <summary>Reads them.</summary>
    /// <param name="app">The app.</param>
    /// <param name="adopts">It is to take over what an earlier one of its name has left.</param>
    public ChildInventory Read(AppIdentity app, bool adopts)
    {
        var (existing, owned, leftOver) = (new HashSet<ChildKey>(), new List<ChildKey>(), new List<ChildKey>());
        Add(stores.ServiceAccounts);
        Add(stores.NetworkPolicies);
        Add(stores.Secrets);
        Add(stores.ConfigMaps);
        Add(stores.Services);
        Add(stores.Deployments);
        Add(stores.Autoscalers);
        Add(stores.DisruptionBudgets);
        Add(stores.Ingresses);
        Add(stores.CronJobs);
        Add(stores.ServiceMonitors.Store);
        Add(stores.PrometheusRules.Store);
        Add(stores.Certificates.Store);
        Find(stores.Claims);
        Find(stores.Revisions);
        var claims = stores.Claims.InGroup($"{app.Namespace}/{app.Name}").Where(claim => Ownership.IsOwned(claim.Metadata, app)).ToList();
        claims.ForEach(AddOwned);
        // A label is not enough: a Job of somebody else that has the name of a command's would be taken for its answer.
        existing.UnionWith(stores.Jobs.InGroup($"{app.Namespace}/{app.Name}").Where(job => Ownership.IsOwned(job.Metadata, app)).Select(ChildKey.Of));
        var replicas = stores.Deployments.InGroup(app.OwnerGroup).Where(deployment => deployment.Spec.Replicas is not null)
            .ToDictionary(deployment => deployment.Metadata.Name, deployment => deployment.Spec.Replicas!.Value, StringComparer.Ordinal);
        return new ChildInventory(existing, owned, replicas)
        {
            Kept =
            [
                .. claims.Where(claim => Ownership.Controller(claim.Metadata) is null).Select(ChildKey.Of).OrderBy(key => key.Name, StringComparer.Ordinal),
            ],
            LeftOver = leftOver,
            ConfigsInUse = stores.Deployments.InGroup(app.OwnerGroup).SelectMany(PodDependencies.Of).Where(static key => key.Kind == "ConfigMap").ToHashSet(),
        };

        void Add<T>(Store<T> store)
            where T : class, IKubernetesObject<V1ObjectMeta>
        {
            foreach (var child in store.InGroup(app.OwnerGroup))
                AddOwned(child);
            Find(store);
        }

        void AddOwned(IKubernetesObject<V1ObjectMeta> child)
        {
            var key = ChildKey.Of(child);
            existing.Add(key);
            if (child.Metadata.DeletionTimestamp is null)
                owned.Add(key);
        }

        void Find<T>(Store<T> store)
            where T : class, IKubernetesObject<V1ObjectMeta>
        {
            if (adopts)
                leftOver.AddRange(
                    store.All()
                        .Where(child => child.Metadata.NamespaceProperty == app.Namespace && Ownership.IsLeftOver(child.Metadata, app))
                        .Select(ChildKey.Of));
        }
    }
}
