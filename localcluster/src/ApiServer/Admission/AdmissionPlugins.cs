using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Admission.PodSecurity;
using October.LocalCluster.ApiServer.Authorization;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>
/// Admission by other objects: what the author may grant, StorageClasses, priorities, LimitRanges, ResourceQuotas and the namespace's Pod Security level; and
/// by a webhook.
/// </summary>
internal sealed class AdmissionPlugins(IObjectStore store, AdmissionWebhook? webhook)
{
    private readonly EscalationCheck _escalation = new(store);
    private readonly PriorityAdmission _priority = new(store);
    private readonly LimitRanger _limits = new(store);
    private readonly ResourceQuotaAdmission _quotas = new(store);
    private readonly DefaultStorageClass _storage = new(store);
    private readonly VolumeExpansion _expansion = new(store);
    private readonly PodSecurityAdmission _security = new(store);
    private readonly WebhookAdmission _webhook = new(webhook);

    /// <summary>Fills in what the namespace, or the cluster, has defaults for.</summary>
    public void Admit(ResourceRequest request, JsonObject value)
    {
        if (request.Kind is { Group: "", Plural: "persistentvolumeclaims" })
            _storage.Admit(value);
        if (request.Kind is not { Group: "", Plural: "pods" } || request.Subresource.Length > 0)
            return;
        _priority.Admit(request, value);
        _limits.Admit(request, value);
        value.Ensure("status")["qosClass"] = PodQosClass.Of(value);
    }

    /// <summary>Rejects what the author or the namespace does not allow. The object is valid by itself.</summary>
    public void Validate(ResourceRequest request, JsonObject value, JsonObject? old)
    {
        if (request.Subresource.Length > 0)
            return;
        _escalation.Check(request, value, old);
        if (old is null)
            _limits.Validate(request, value);
        else if (request.Kind is { Group: "", Plural: "persistentvolumeclaims" })
            _expansion.Check(request, value, old);
        _security.Check(request, value, old);
        _webhook.Check(request, value, old);
        _quotas.Validate(request, value, old);
    }
}
