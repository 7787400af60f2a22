using System.Text.Json.Nodes;
using October.LocalCluster.Auth;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;
using October.LocalCluster.Policies.PodSecurity;
using October.LocalCluster.Requests;
using October.LocalCluster.Storage;

namespace October.LocalCluster.Policies;

/// <summary>What other objects say about a new or changed one: what its author may grant, the default StorageClass, priorities, LimitRanges, ResourceQuotas and the namespace's Pod Security level.</summary>
internal sealed class NamespacePolicies(IObjectStore store)
{
    private readonly Escalation _escalation = new(store);
    private readonly PodPriority _priority = new(store);
    private readonly LimitRanges _limits = new(store);
    private readonly Quotas _quotas = new(store);
    private readonly DefaultStorage _storage = new(store);
    private readonly SecurityAdmission _security = new(store);

    /// <summary>Fills in what the namespace, or the cluster, has defaults for.</summary>
    public void Complete(ResourceRequest request, JsonObject value)
    {
        if (request.Kind is { Group: "", Plural: "persistentvolumeclaims" })
            _storage.Complete(value);
        if (request.Kind is not { Group: "", Plural: "pods" } || request.Subresource.Length > 0)
            return;
        _priority.Complete(request, value);
        _limits.Complete(request, value);
        value.Ensure("status")["qosClass"] = PodQuality.Of(value);
    }

    /// <summary>Refuses what the author or the namespace does not allow. The object is valid by itself.</summary>
    public void Check(ResourceRequest request, JsonObject value, JsonObject? old)
    {
        if (request.Subresource.Length > 0)
            return;
        _escalation.Check(request, value, old);
        if (old is null)
            _limits.Check(request, value);
        _security.Check(request, value, old);
        _quotas.Check(request, value, old);
    }
}
