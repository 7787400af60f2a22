using System.Numerics;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Admission;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Verbs;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.BuiltInControllers;

/// <summary>Keeps the status of ResourceQuotas: what they limit, and what is used. Runs within the write that changes it.</summary>
internal sealed class ResourceQuotaController(IObjectStore store, KindRegistry kinds, WriteVerbs writes)
{
    private const string Manager = "kube-controller-manager";

    /// <summary>Reacts to a committed write.</summary>
    public void OnCommit(ResourceKind kind, JsonObject committed)
    {
        if (!kind.Namespaced || kinds.Find("", "v1", "resourcequotas") is not { } quotas)
            return;
        foreach (var quota in store.InNamespace(ResourceQuotaAdmission.Resource, committed.Namespace()).ToList())
        {
            if (kind.StorageName != quotas.StorageName && !QuotaUsage.Names(kind, quota).Any())
                continue;
            if (quota.StringAt("metadata", "deletionTimestamp") is null && Status(quota) is var status && !status.DeepEqual(quota["status"]))
                Write(quotas, quota, status);
        }
    }

    private JsonObject Status(JsonObject quota)
    {
        var hard = quota.ObjectAt("spec", "hard") ?? [];
        var used = new JsonObject();
        foreach (var (name, limit) in hard)
        {
            var sum = kinds.All.Where(k => k.Namespaced && QuotaUsage.Names(k, quota).Contains(name)).DistinctBy(static k => k.StorageName)
                .Aggregate(BigInteger.Zero, (all, k) => all + ResourceQuotaAdmission.Used(store, k, quota.Namespace(), quota, name));
            used[name] = Quantity.Format(sum, limit.AsString() ?? "");
        }

        return new JsonObject { ["hard"] = hard.DeepClone(), ["used"] = used };
    }

    private void Write(ResourceKind quotas, JsonObject quota, JsonObject status) => writes.Update(
        new ResourceRequest(new ApiRequest { Method = "PUT", Path = "", UserAgent = Manager }, quotas, quota.Namespace(), quota.Name(), "status"),
        current =>
        {
            current["status"] = status.DeepClone();
            current.Metadata().Remove("resourceVersion");
            return current;
        },
        requireVersion: false);
}
