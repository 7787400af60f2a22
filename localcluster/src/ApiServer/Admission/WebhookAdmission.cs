using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>Denies as the common frameworks for webhooks do: 403 with the webhook's name.</summary>
internal sealed class WebhookAdmission(AdmissionWebhook? webhook)
{
    private const string Name = "validate.local-cluster.dev";

    public void Check(ResourceRequest request, JsonObject value, JsonObject? old)
    {
        if (webhook?.Invoke(new ResourceType(request.Kind.Group, request.Kind.Version, request.Kind.Plural), value, old) is { } reason)
            throw StatusError.Make(403, "Forbidden", $"admission webhook \"{Name}\" denied the request: {reason}", null);
    }
}
