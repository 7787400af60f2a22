using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Validation ratcheting (KEP-4008): an update is not refused for what was wrong before and is unchanged.</summary>
internal static class Ratcheting
{
    public static IEnumerable<FieldError> Keep(IEnumerable<FieldError> errors, JsonObject value, JsonObject old) =>
        errors.Where(e => e.Reason == "FieldValueRequired" ? !IsUnchanged(Parent(e.Field), value, old) : !IsUnchanged(e.Field, value, old));

    private static bool IsUnchanged(string path, JsonNode? value, JsonNode? old)
    {
        if (path is "<nil>")
            return false;
        var now = Find(value, path);
        return now is not null && now.DeepEqual(Find(old, path));
    }

    private static string Parent(string path) => path.LastIndexOf('.') is var at and > 0 ? path[..at] : "";

    private static JsonNode? Find(JsonNode? node, string path)
    {
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var bracket = part.IndexOf('[');
            node = node.At(bracket < 0 ? part : part[..bracket]);
            if (bracket < 0)
                continue;
            var index = int.TryParse(part[(bracket + 1)..^1], CultureInfo.InvariantCulture, out var i) ? i : -1;
            node = node is JsonArray list && index >= 0 && index < list.Count ? list[index] : null;
        }

        return node;
    }
}
