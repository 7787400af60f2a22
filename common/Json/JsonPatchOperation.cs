using System.Text.Json.Nodes;

namespace October.Common.Json;

/// <summary>Makes operations of a JSON patch (RFC 6902).</summary>
public static class JsonPatchOperation
{
    /// <summary>Fails the patch unless the value is there.</summary>
    public static JsonObject Test(string path, JsonNode? value) => Make("test", path, value);

    /// <summary>Sets a member of an object, or inserts into a list.</summary>
    public static JsonObject Add(string path, JsonNode? value) => Make("add", path, value);

    private static JsonObject Make(string op, string path, JsonNode? value) => new() { ["op"] = op, ["path"] = path, ["value"] = value };
}
