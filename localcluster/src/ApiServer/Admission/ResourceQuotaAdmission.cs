using System.Numerics;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>ResourceQuotas refuse what would exceed them (the ResourceQuota admission plugin).</summary>
internal sealed class ResourceQuotaAdmission(IObjectStore store)
{
    public const string Resource = "/resourcequotas";

    public void Validate(ResourceRequest request, JsonObject value, JsonObject? old)
    {
        foreach (var quota in store.InNamespace(Resource, request.Namespace))
        {
            var names = QuotaUsage.Names(request.Kind, quota).ToList();
            if (names.Count == 0 || !QuotaUsage.InScope(request.Kind, value, quota))
                continue;
            if (request.Kind is { Group: "", Plural: "pods" } && old is null && QuotaUsage.MissingResources(value, names).ToList() is { Count: > 0 } unsaid)
            {
                throw StatusError.Forbidden(request.Kind, value.Name(),
                    $"failed quota: {quota.Name()}: must specify "
                        + $"{string.Join("; ", unsaid.Select(static u => $"{u.Name} for: {string.Join(",", u.Containers)}"))}");
            }

            Exceeded(request, value, old, quota, names);
        }
    }

    /// <summary>What the objects of a namespace take of a resource, and its form.</summary>
    public static BigInteger Used(IObjectStore store, ResourceKind kind, string ns, JsonObject quota, string name) =>
        store
            .InNamespace(kind.StorageName, ns)
            .Where(o => QuotaUsage.InScope(kind, o, quota))
            .Aggregate(BigInteger.Zero, (sum, o) => sum + QuotaUsage.Of(kind, o, name));

    private void Exceeded(ResourceRequest request, JsonObject value, JsonObject? old, JsonObject quota, List<string> names)
    {
        var exceeded = new List<(string Name, string Asked, string Used, string Hard)>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var asked = QuotaUsage.Of(request.Kind, value, name) - (old is null ? 0 : QuotaUsage.Of(request.Kind, old, name));
            if (asked.Sign <= 0)
                continue;
            var hard = quota.StringAt("spec", "hard", name) ?? "0";
            var used = Used(store, request.Kind, request.Namespace!, quota, name);
            if (used + asked > (Quantity.Parse(hard) ?? 0))
                exceeded.Add((name, Quantity.Format(asked, hard), Quantity.Format(used, hard), hard));
        }

        if (exceeded.Count == 0)
            return;
        string List(Func<(string Name, string Asked, string Used, string Hard), string> amount) =>
            string.Join(",", exceeded.Select(e => $"{e.Name}={amount(e)}"));
        throw StatusError.Forbidden(request.Kind, value.Name(),
            $"exceeded quota: {quota.Name()}, requested: {List(static e => e.Asked)}, used: {List(static e => e.Used)}, limited: {List(static e => e.Hard)}");
    }
}
