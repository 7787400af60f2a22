using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.ApiServer.CustomResources.Expressions;

/// <summary>JSON as the values that its schema declares: <c>format: date-time</c> is a timestamp, a <c>number</c> a double even when it is whole.</summary>
internal static class SchemaValue
{
    /// <param name="node">The JSON.</param>
    /// <param name="schema">Its schema; null for values of any shape.</param>
    /// <exception cref="CelException">The value does not fit its format.</exception>
    public static object? Of(JsonNode? node, Schema? schema) => node switch
    {
        null => null,
        JsonArray list => new JsonList(list, schema?.Items, Semantics(schema)),
        JsonObject map when schema is { Properties.Count: > 0 } => new JsonFields(map, schema),
        JsonObject map => new JsonMap(map, schema?.AdditionalProperties),
        _ => Scalar(node, schema),
    };

    /// <summary>A whole object: of its metadata, rules see the name only.</summary>
    public static object Root(JsonObject value, Schema schema) => new JsonFields(value, schema, isRoot: true);

    private static object? Scalar(JsonNode node, Schema? schema) => node.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => Text(node.GetValue<string>(), schema?.Format),
        _ when schema?.Type == "number" => double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => Number(node.ToJsonString()),
    };

    private static object Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var number && number == Math.Floor(number) && Math.Abs(number) < 9e18
                ? (object)(long)number
                : number;

    private static object Text(string text, string? format) => format switch
    {
        "date-time" => CelTimestamp.Parse(text) ?? throw new CelException($"type conversion error from 'string' to 'google.protobuf.Timestamp'"),
        "date" => CelTimestamp.Parse(text + "T00:00:00Z") ?? throw new CelException($"type conversion error from 'string' to 'google.protobuf.Timestamp'"),
        "duration" => CelDuration.Parse(text) ?? throw new CelException($"type conversion error from 'string' to 'google.protobuf.Duration'"),
        "byte" => Convert.FromBase64String(text),
        _ => text,
    };

    private static ListSemantics Semantics(Schema? schema) =>
        schema is { ListType: "set" or "map" } ? new ListSemantics(schema.ListType, schema.MapKeys) : ListSemantics.Atomic;
}
