using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Protobuf;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>
/// The v2 document in the only form that Kubernetes' own clients accept (gnostic's <c>openapi.v2.Document</c>). What has no field
/// there is a vendor extension, as YAML; JSON is YAML.
/// </summary>
internal static class SwaggerProtobuf
{
    public const string MediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the client means this form; it writes the version with another sign than the answer does.</summary>
    public static bool IsMeantBy(string type) => type is MediaType or "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    public static byte[] Encode(JsonObject document)
    {
        var info = new WireWriter().Text(1, document.StringAt("info", "title")).Text(2, document.StringAt("info", "version"));
        var paths = new WireWriter();
        foreach (var (name, item) in document.ObjectAt("paths") ?? [])
            paths.Message(2, Named(name, PathItem((JsonObject)item!)));
        return new WireWriter().Text(1, "2.0").Message(2, info).Message(8, paths).Message(9, Schemas(document.ObjectAt("definitions"))).ToArray();
    }

    private static WireWriter PathItem(JsonObject item)
    {
        var message = new WireWriter();
        foreach (var (method, field) in new[] { ("put", 3), ("post", 4), ("patch", 8) })
        {
            if (item.ObjectAt(method) is { } operation)
                message.Message(field, Operation(operation));
        }

        return message;
    }

    private static WireWriter Operation(JsonObject operation)
    {
        var message = new WireWriter().Text(5, operation.StringAt("operationId"));
        foreach (var parameter in operation.ArrayAt("parameters").Objects())
        {
            var query = new WireWriter().Text(2, "query").Text(4, parameter.StringAt("name")).Text(6, "string");
            message.Message(8, new WireWriter().Message(1, new WireWriter().Message(2, new WireWriter().Message(3, query))));
        }

        return Extensions(message, 13, operation);
    }

    private static WireWriter Schemas(JsonObject? schemas)
    {
        var message = new WireWriter();
        foreach (var (name, schema) in schemas ?? [])
            message.Message(1, Named(name, Schema((JsonObject)schema!)));
        return message;
    }

    private static WireWriter Schema(JsonObject schema)
    {
        var message = new WireWriter()
            .Text(1, schema.StringAt("$ref")).Text(2, schema.StringAt("format")).Text(3, schema.StringAt("title")).Text(4, schema.StringAt("description"));
        if (schema["default"] is { } value)
            message.Message(5, Any(value));
        message.Fraction(6, schema.At("multipleOf").AsDouble()).Fraction(7, schema.At("maximum").AsDouble()).Flag(8, schema.BoolAt("exclusiveMaximum") == true)
            .Fraction(9, schema.At("minimum").AsDouble()).Flag(10, schema.BoolAt("exclusiveMinimum") == true)
            .Number(11, schema.LongAt("maxLength")).Number(12, schema.LongAt("minLength")).Text(13, schema.StringAt("pattern"))
            .Number(14, schema.LongAt("maxItems")).Number(15, schema.LongAt("minItems")).Flag(16, schema.BoolAt("uniqueItems") == true)
            .Number(17, schema.LongAt("maxProperties")).Number(18, schema.LongAt("minProperties"));
        foreach (var name in schema.ArrayAt("required").Strings())
            message.Text(19, name);
        foreach (var allowed in schema.ArrayAt("enum") ?? [])
            message.Message(20, Any(allowed));
        if (schema.ObjectAt("additionalProperties") is { } values)
            message.Message(21, new WireWriter().Message(1, Schema(values)));
        else if (schema.BoolAt("additionalProperties") == true)
            message.Message(21, new WireWriter().Flag(2, true));
        if (schema.StringAt("type") is { } type)
            message.Message(22, new WireWriter().Text(1, type));
        if (schema.ObjectAt("items") is { } items)
            message.Message(23, new WireWriter().Message(1, Schema(items)));
        if (schema.ObjectAt("properties") is { } properties)
            message.Message(25, Schemas(properties));
        return Extensions(message, 31, schema);
    }

    private static WireWriter Extensions(WireWriter message, int field, JsonObject value)
    {
        foreach (var (name, extension) in value.Where(static p => p.Key.StartsWith("x-", StringComparison.Ordinal)))
            message.Message(field, Named(name, Any(extension)));
        return message;
    }

    private static WireWriter Named(string name, WireWriter value) => new WireWriter().Text(1, name).Message(2, value);

    private static WireWriter Any(JsonNode? value) => new WireWriter().Text(2, (value?.ToJsonString(Compact) ?? "null") + "\n");
}
