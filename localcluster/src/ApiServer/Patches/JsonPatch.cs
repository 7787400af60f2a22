using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Patches;

/// <summary>JSON patch (RFC 6902), as <c>evanphx/json-patch</c> behaves in the real server.</summary>
internal static class JsonPatch
{
    /// <summary>Operations that one patch may have.</summary>
    public const int MaxOperations = 10000;

    /// <summary>Applies the operations in order and returns the changed document.</summary>
    /// <exception cref="JsonPatchException">An operation cannot be applied.</exception>
    public static JsonNode? Apply(JsonNode document, JsonArray operations)
    {
        JsonNode? root = document;
        foreach (var operation in operations.Objects())
        {
            var path = Path(operation, "path");
            switch (operation.StringAt("op"))
            {
                case "add":
                    root = Add(root, path, Value(operation));
                    break;
                case "replace":
                    root = Replace(root, path, Value(operation));
                    break;
                case "remove":
                    Remove(root, path);
                    break;
                case "move":
                    var from = Path(operation, "from");
                    var moved = Get(root, from)?.DeepClone();
                    Remove(root, from);
                    root = Add(root, path, moved);
                    break;
                case "copy":
                    root = Add(root, path, Get(root, Path(operation, "from"))?.DeepClone());
                    break;
                case "test":
                    Test(root, path, Value(operation));
                    break;
                case var unknown:
                    throw new JsonPatchException($"Unexpected kind: {unknown}");
            }
            SortAlong(root, path);
        }

        return root;
    }

    private static void SortAlong(JsonNode? node, string[] path)
    {
        foreach (var part in path)
        {
            if (node is JsonArray)
                return;
            (node as JsonObject)?.SortKeys();
            node = node.At(part);
        }
    }

    private static void Test(JsonNode? root, string[] path, JsonNode? expected)
    {
        JsonNode? actual;
        try
        {
            actual = Get(root, path);
        }
        catch (JsonPatchException) when (expected is null)
        {
            return;
        }

        if (!actual.DeepEqual(expected))
            throw new JsonPatchException($"testing value /{string.Join('/', path)} failed: test failed");
    }

    private static JsonNode? Get(JsonNode? root, string[] path)
    {
        var node = root;
        foreach (var part in path)
        {
            node = node switch
            {
                JsonObject map when map.TryGetPropertyValue(part, out var child) => child,
                JsonArray list => list[Index(list, part, list.Count - 1)],
                _ => throw Missing(path),
            };
        }

        return node;
    }

    private static JsonNode? Add(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;
        switch (Get(root, path[..^1]))
        {
            case JsonObject map:
                map[path[^1]] = value;
                break;
            case JsonArray list when path[^1] == "-":
                list.Add(value);
                break;
            case JsonArray list:
                list.Insert(Index(list, path[^1], list.Count), value);
                break;
            default:
                throw Missing(path);
        }

        return root;
    }

    private static JsonNode? Replace(JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;
        switch (Get(root, path[..^1]))
        {
            case JsonObject map:
                map[path[^1]] = value;
                break;
            case JsonArray list:
                list[Index(list, path[^1], list.Count - 1)] = value;
                break;
        }

        return root;
    }

    private static void Remove(JsonNode? root, string[] path)
    {
        switch (path.Length == 0 ? null : Get(root, path[..^1]))
        {
            case JsonObject map when map.Remove(path[^1]):
                break;
            case JsonArray list:
                list.RemoveAt(Index(list, path[^1], list.Count - 1));
                break;
            default:
                throw Missing(path);
        }
    }

    private static int Index(JsonArray list, string text, int largest)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            throw new JsonPatchException($"value was not a proper array index: '{text}'");
        if (index < 0)
            index += list.Count;
        return index >= 0 && index <= largest ? index : throw new JsonPatchException($"Unable to access invalid index: {text}");
    }

    private static JsonPatchException Missing(string[] path) => new($"path /{string.Join('/', path)} does not exist");

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value) ? value?.DeepClone() : throw new JsonPatchException("missing value");

    private static string[] Path(JsonObject operation, string field)
    {
        var text = operation.StringAt(field) ?? throw new JsonPatchException($"missing {field}");
        return text.Length == 0 ? [] : [.. text[(text[0] == '/' ? 1 : 0)..].Split('/').Select(p => p.Replace("~1", "/").Replace("~0", "~"))];
    }
}
