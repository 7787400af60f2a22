using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>An object that many readers need as bytes: the first one serializes it.</summary>
internal sealed class SharedJson(JsonObject value)
{
    private byte[]? _bytes;

    public JsonObject Value => value;

    /// <summary>Two at once may both write; the bytes are the same.</summary>
    public byte[] Bytes => _bytes ??= WireJson.Write(value);
}
