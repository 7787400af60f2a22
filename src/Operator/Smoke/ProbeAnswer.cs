using System.Text.Json;
using System.Text.Json.Nodes;
using October.Operator.Messages;

namespace October.Operator.Smoke;

/// <summary>What status says of an answer. What the API server itself answers, where probes go through it, is never quoted.</summary>
internal static class ProbeAnswer
{
    /// <summary>The first bytes of each object (apimachinery's serializer/protobuf).</summary>
    private const string ProtobufPrefix = "k8s\0";

    /// <summary>The status code, in words where it has some.</summary>
    public static string Status(HttpResponseMessage response, string body) =>
        $"{(int)response.StatusCode}{(IsOfApiServer(body) ? " from the API server" : "")} {Bounded.Text(response.ReasonPhrase ?? "")}".TrimEnd();

    /// <summary>The body, bounded.</summary>
    public static string Quote(string body) => IsOfApiServer(body) ? "an error of the API server" : Bounded.Text(body);

    /// <summary>
    /// An object of the Kubernetes API, which no app's api has reason to answer with: as JSON, or, where the probe accepts only that, as YAML, CBOR or
    /// protobuf.
    /// </summary>
    public static bool IsOfApiServer(string body)
    {
        if (body.StartsWith(ProtobufPrefix, StringComparison.Ordinal))
            return true;
        if (!body.Contains("apiVersion", StringComparison.Ordinal) || !body.Contains("kind", StringComparison.Ordinal))
            return false;
        try
        {
            return JsonNode.Parse(body) is JsonObject answer && answer.ContainsKey("apiVersion") && answer.ContainsKey("kind");
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
