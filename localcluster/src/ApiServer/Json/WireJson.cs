using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>The wire form escapes only what JSON demands, as Go's encoder.</summary>
internal static class WireJson
{
    private static readonly NodeJson Relaxed = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static byte[] Write(JsonNode value) => JsonSerializer.SerializeToUtf8Bytes(value, Relaxed.JsonNode);
}
