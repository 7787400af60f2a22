using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Tables;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Printer columns of custom resources, from <c>additionalPrinterColumns</c>.</summary>
internal static class PrinterColumns
{
    private static readonly Column AgeColumn = new("Age", "date", CommonColumns.CreationDescription, Age);

    public static IReadOnlyList<Column> Read(JsonArray? definitions)
    {
        if (definitions is not { Count: > 0 })
            return [CommonColumns.Name, AgeColumn];
        return [CommonColumns.Name, .. definitions.Objects().Select(ReadOne)];
    }

    private static Column ReadOne(JsonObject definition)
    {
        var path = definition.StringAt("jsonPath") ?? "";
        var type = definition.StringAt("type") ?? "string";
        return new Column(
            definition.StringAt("name") ?? "",
            type,
            definition.StringAt("description") ?? $"Custom resource definition column (in JSONPath format): {path}",
            (value, now) => Cell(JsonPaths.Select(value, path).ToList(), type, now))
        {
            Format = definition.StringAt("format") ?? "",
            Priority = (int)(definition.LongAt("priority") ?? 0),
        };
    }

    private static JsonNode? Age(JsonObject value, DateTimeOffset now) => HumanDuration.Since(value.StringAt("metadata", "creationTimestamp"), now);

    private static JsonNode? Cell(List<JsonNode?> found, string type, DateTimeOffset now)
    {
        if (found.Count == 0)
            return null;
        var first = found[0];
        return type switch
        {
            "integer" => first.AsLong() is { } whole ? JsonValue.Create(whole) : null,
            "number" => first.AsDouble() is { } number ? JsonValue.Create(number) : null,
            "boolean" => first.IsBool() ? first!.DeepClone() : null,
            "date" => HumanDuration.Since(first.AsString(), now),
            _ => string.Join(",", found.Select(Text)),
        };
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        _ when node.AsString() is { } text => text,
        _ => node.ToJsonString(),
    };
}
