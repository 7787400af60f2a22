using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Json.Schema;
using October.Crd;
using October.Crd.Schema;

namespace October.Aspire.Hosting.Publishing;

/// <summary>Checks an OctoberApp against the schema of its definition, as an API server does.</summary>
internal static class SchemaCheck
{
    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromText(
        Standard(OctoberJson.Node(CrdBuilder.Build())["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.AsObject()).ToJsonString()));

    /// <exception cref="DistributedApplicationException">The schema refuses it; the message names the fields.</exception>
    public static void Check(string name, JsonNode app)
    {
        using var document = JsonDocument.Parse(app.ToJsonString());
        var result = Schema.Value.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid)
            return;
        var refused = (result.Details ?? []).Where(detail => detail.Errors is { Count: > 0 })
            .SelectMany(detail => detail.Errors!.Values.Select(error => $"{Path(detail.InstanceLocation.ToString())}: {error}"));
        throw new DistributedApplicationException(
            $"The OctoberApp {name} would be refused by the cluster: {string.Join("; ", refused.Distinct(StringComparer.Ordinal))}");
    }

    /// <summary>Without what Kubernetes has beyond JSON Schema: its rules hold when the app is applied.</summary>
    private static JsonObject Standard(JsonObject schema)
    {
        foreach (var (key, value) in schema.ToList())
        {
            if (key.StartsWith("x-kubernetes-", StringComparison.Ordinal))
                schema.Remove(key);
            else if (value is JsonObject map)
                Standard(map);
        }

        return schema;
    }

    private static string Path(string pointer) => pointer.Length > 0 ? pointer[1..].Replace('/', '.') : "the app";
}
