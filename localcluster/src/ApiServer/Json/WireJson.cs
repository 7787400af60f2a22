using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>The wire form escapes only what JSON demands, as Go's encoder.</summary>
internal static class WireJson
{
    private static readonly NodeJson Relaxed = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // What could be read can be written, in a list, a watch or with what belongs to the server around it.
        MaxDepth = 2 * JsonReading.MaxDepth,
    });

    public static byte[] Write(JsonNode value) => JsonSerializer.SerializeToUtf8Bytes(value, Relaxed.JsonNode);
}
