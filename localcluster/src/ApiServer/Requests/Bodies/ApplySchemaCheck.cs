using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Apply;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Requests.Bodies;

/// <summary>An applied configuration must fit the schema before it is merged: unknown fields and wrong types cannot be owned.</summary>
internal static class ApplySchemaCheck
{
    public static void Check(ResourceRequest request, JsonObject config, Schema schema)
    {
        var problems = Problems(config, schema, "").ToList();
        if (problems.Count == 0)
            return;
        var kind = request.Kind;
        var text = problems.Count == 1 ? problems[0] : $"errors:\n{string.Join("\n", problems.Select(p => $"  {p}"))}";
        throw StatusError.Internal(
            $"failed to create typed patch object ({config.Namespace()}/{config.Name()}; {kind.ApiVersion}, Kind={kind.Kind}): {text}");
    }

    private static IEnumerable<string> Problems(JsonNode? value, Schema schema, string path) => value switch
    {
        null => [],
        _ when schema.IntOrString || (schema.PreserveUnknown && schema.Properties.Count == 0) => [],
        JsonObject map when schema.Type is "object" or null => Fields(map, schema, path),
        JsonArray list when schema.Type is "array" or null => Items(list, schema, path),
        JsonObject => [$"{path}: expected {Expected(schema)}, got &value.valueUnstructured{{Value:{Patches.StrategicMergePatch.GoMap(value)}}}"],
        JsonArray => [$"{path}: expected {Expected(schema)}, got &value.valueUnstructured{{Value:{Patches.StrategicMergePatch.GoMap(value)}}}"],
        _ => Scalar(value, schema, path),
    };

    private static IEnumerable<string> Fields(JsonObject map, Schema schema, string path)
    {
        foreach (var (key, child) in map)
        {
            var childPath = $"{path}.{key}";
            if (schema.Child(key) is { } known)
            {
                foreach (var problem in Problems(child, known, childPath))
                    yield return problem;
            }
            else if (!schema.PreserveUnknown && schema.Type is not null)
            {
                yield return $"{childPath}: field not declared in schema";
            }
        }
    }

    private static IEnumerable<string> Items(JsonArray list, Schema schema, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var itemPath = $"{path}[{i}]";
            if (TypedValue.IsAssociative(schema))
            {
                string? element = null;
                string? problem = null;
                try
                {
                    element = PathElement.Item(list[i], schema);
                }
                catch (FormatException exception)
                {
                    problem = $"{path}: element {i}: {exception.Message}";
                }

                if (problem is not null)
                    yield return problem;
                else if (!seen.Add(element!))
                    yield return $"{path}: duplicate entries for key {PathElement.Display(element!)}";
                itemPath = element is null ? itemPath : path + PathElement.Display(element);
            }

            foreach (var problem in schema.Items is null ? [] : Problems(list[i], schema.Items, itemPath))
                yield return problem;
        }
    }

    private static IEnumerable<string> Scalar(JsonNode value, Schema schema, string path)
    {
        var fits = schema.Type switch
        {
            "string" => value.IsString(),
            "boolean" => value.IsBool(),
            "integer" or "number" => value.IsNumber(),
            null => true,
            _ => false,
        };
        if (!fits)
            yield return $"{path}: expected {Expected(schema)}, got &value.valueUnstructured{{Value:{Patches.StrategicMergePatch.GoMap(value)}}}";
    }

    private static string Expected(Schema schema) => schema.Type switch
    {
        "string" => "string",
        "boolean" => "boolean",
        "integer" or "number" => "numeric (int or float)",
        "array" => "list",
        _ => "map",
    };
}
