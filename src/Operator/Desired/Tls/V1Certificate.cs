using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace October.Operator.Desired.Tls;

/// <summary>cert-manager's Certificate: which Secret is to have a certificate, for whom, and from which issuer.</summary>
[KubernetesEntity(Group = "cert-manager.io", ApiVersion = "v1", Kind = "Certificate", PluralName = "certificates")]
internal sealed class V1Certificate : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "cert-manager.io/v1";

    public string Kind { get; set; } = "Certificate";

    public V1ObjectMeta Metadata { get; set; } = new();

    public JsonObject Spec { get; set; } = [];

    public JsonObject? Status { get; set; }

    /// <summary>Why it is not issued, in cert-manager's words; null where that says nothing.</summary>
    public string? Problem() => (Status?["conditions"] as JsonArray ?? [])
        .OfType<JsonObject>()
        .Where(condition => Text(condition, "type") == "Ready" && Text(condition, "status") != "True")
        .Select(condition => Text(condition, "message"))
        .FirstOrDefault(message => message is { Length: > 0 });

    /// <summary>Whoever may write the status of Certificates may write anything.</summary>
    private static string? Text(JsonObject condition, string field) =>
        condition[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
