using k8s;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;
using October.Runtime.Informers;

namespace October.Operator.Gather;

/// <summary>Reads which children are there.</summary>
internal sealed class ChildReader(Stores stores)
{
    public ChildInventory Read(AppIdentity app)
    {
        var (existing, owned) = (new HashSet<ChildKey>(), new List<ChildKey>());
        Add(stores.ServiceAccounts);
        Add(stores.NetworkPolicies);
        Add(stores.Secrets);
        Add(stores.ConfigMaps);
        Add(stores.Claims);
        Add(stores.Services);
        Add(stores.Deployments);
        Add(stores.Autoscalers);
        Add(stores.DisruptionBudgets);
        Add(stores.Ingresses);
        Add(stores.CronJobs);
        Add(stores.ServiceMonitors.Store);
        Add(stores.PrometheusRules.Store);
        existing.UnionWith(stores.Jobs.InGroup($"{app.Namespace}/{app.Name}").Select(ChildKey.Of));
        var replicas = stores.Deployments.InGroup(app.Uid).Where(deployment => deployment.Spec.Replicas is not null)
            .ToDictionary(deployment => deployment.Metadata.Name, deployment => deployment.Spec.Replicas!.Value, StringComparer.Ordinal);
        return new ChildInventory(existing, owned, replicas);

        void Add<T>(Store<T> store)
            where T : class, IKubernetesObject<V1ObjectMeta>
        {
            foreach (var child in store.InGroup(app.Uid))
            {
                var key = ChildKey.Of(child);
                existing.Add(key);
                if (child.Metadata.DeletionTimestamp is null)
                    owned.Add(key);
            }
        }
    }
}
