using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>
/// The old single document (OpenAPI v2): definitions of every kind, and of the operations those that write, with their parameters.
/// Old clients read from it what they validate and merge by.
/// </summary>
internal static class SwaggerDocument
{
    private static readonly string[] Unknown = ["oneOf", "anyOf", "not", "nullable", "allOf"];

    public static JsonObject Create(KindRegistry registry)
    {
        var definitions = new JsonObject();
        var paths = new JsonObject();
        foreach (var group in registry.All.GroupBy(static k => (k.Group, k.Version)))
        {
            var components = new ComponentWriter(group.Key.Group, group.Key.Version);
            var all = new JsonObject();
            foreach (var kind in group)
            {
                components.Add(kind);
                PathWriter.Write(all, kind);
            }

            foreach (var (name, schema) in components.Schemas)
                definitions[name] = Schema((JsonObject)schema!);
            foreach (var (path, item) in all)
            {
                if (Writes((JsonObject)item!) is { Count: > 0 } operations)
                    paths[path] = operations;
            }
        }

        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.36.2" },
            ["paths"] = paths,
            ["definitions"] = definitions,
        };
    }

    private static JsonObject Writes(JsonObject item)
    {
        var operations = new JsonObject();
        foreach (var method in (string[])["post", "put", "patch"])
        {
            if (item.ObjectAt(method) is not { } operation)
                continue;
            operations[method] = new JsonObject
            {
                ["operationId"] = operation.StringAt("operationId"),
                ["parameters"] = new JsonArray([.. operation.ArrayAt("parameters").Objects().Select(static p => (JsonNode)new JsonObject
                {
                    ["name"] = p.StringAt("name"),
                    ["in"] = "query",
                    ["type"] = "string",
                    ["uniqueItems"] = true,
                })]),
                ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
                ["x-kubernetes-action"] = operation.StringAt("x-kubernetes-action"),
                ["x-kubernetes-group-version-kind"] = operation["x-kubernetes-group-version-kind"]?.DeepClone(),
            };
        }

        return operations;
    }

    /// <summary>A schema without the keywords that version 2 does not know.</summary>
    private static JsonObject Schema(JsonObject schema)
    {
        if (schema.ArrayAt("allOf") is [JsonObject { Count: 1 } only] && only.StringAt("$ref") is { } reference)
            return WithDescription(new JsonObject { ["$ref"] = Definition(reference) }, schema);
        if (schema.StringAt("$ref") is { } direct)
            return new JsonObject { ["$ref"] = Definition(direct) };
        if (schema.ArrayAt("oneOf") is not null && schema["type"] is null)
            return WithDescription(new JsonObject { ["type"] = "string", ["format"] = schema.StringAt("format") }, schema);
        var result = new JsonObject();
        foreach (var (key, value) in schema)
        {
            result[key] = (key, value) switch
            {
                ("properties", JsonObject properties) => new JsonObject(
                    properties.Select(static p => KeyValuePair.Create(p.Key, (JsonNode?)Schema((JsonObject)p.Value!)))),
                ("items" or "additionalProperties", JsonObject inner) => Schema(inner),
                _ => value?.DeepClone(),
            };
        }

        foreach (var keyword in Unknown)
            result.Remove(keyword);
        return result;
    }

    private static JsonObject WithDescription(JsonObject value, JsonObject schema)
    {
        if (schema.StringAt("description") is { } description)
            value["description"] = description;
        return value;
    }

    private static string Definition(string reference) => reference.Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
}
