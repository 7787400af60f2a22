using System.Text.Json;
using System.Text.Json.Nodes;
using October.Common.Schemas;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>
/// Does to a document what decoding into a Go struct and encoding again does: unknown fields and nulls vanish, empty fields follow
/// their tags, wrong types are refused with the decoder's sentence.
/// </summary>
/// <param name="errorPrefix">What comes before the path in the errors' struct field; the kind for whole objects.</param>
internal sealed class TypedDecoder(string errorPrefix)
{
    /// <summary>Unknown fields that were dropped, in the order of the document.</summary>
    public List<string> UnknownFields { get; } = [];

    /// <exception cref="FormatException">A value has the wrong type.</exception>
    public JsonObject Decode(JsonObject value, Schema schema, string path = "") => DecodeStruct(value, schema, new DecodingPath(path), errorPrefix);

    private JsonObject DecodeStruct(JsonObject value, Schema schema, DecodingPath path, string structName)
    {
        var result = new JsonObject();
        var owner = schema.TypeName ?? structName;
        foreach (var (key, child) in value)
        {
            path.Enter(key);
            if (!schema.Properties.TryGetValue(key, out var childSchema))
                UnknownFields.Add(path.ToString());
            else if (
                child is not null
                && DecodeValue(child, childSchema, path, owner) is var decoded
                && (childSchema.Emptiness != Emptiness.Omitted || !IsEmpty(decoded)))
                result[key] = decoded;
            path.Leave();
        }

        AddAlwaysWritten(result, schema);
        return result;
    }

    /// <summary>Adds the fields of the object itself that Go writes even when nobody set them.</summary>
    public static void Complete(JsonObject value, Schema schema) => AddAlwaysWritten(value, schema);

    private static void AddAlwaysWritten(JsonObject value, Schema schema)
    {
        foreach (var (key, child) in schema.Properties)
        {
            if (child.Emptiness == Emptiness.Written && !value.ContainsKey(key))
                value[key] = Empty(child);
        }
    }

    /// <summary>The zero value of a type, as written by Go.</summary>
    public static JsonNode? Empty(Schema schema) => schema switch
    {
        { Properties.Count: > 0 } => EmptyStruct(schema),
        { Type: "object" } when schema.AdditionalProperties is null => new JsonObject(),
        { Type: "string", Format: null } => JsonValue.Create(""),
        { Type: "integer" or "number" } => JsonValue.Create(0L),
        { Type: "boolean" } => JsonValue.Create(false),
        _ => null,
    };

    private static JsonObject EmptyStruct(Schema schema)
    {
        var value = new JsonObject();
        AddAlwaysWritten(value, schema);
        return value;
    }

    private JsonNode? DecodeValue(JsonNode value, Schema schema, DecodingPath path, string owner)
    {
        if (schema.PreserveUnknown)
            return value.DeepClone();
        if (schema.IntOrString)
            return value.IsString() || value.IsNumber() ? Canonical(value, schema) : throw Mismatch(value, schema, path, owner);
        switch (schema.Type)
        {
            case "object" when value is JsonObject map && schema.AdditionalProperties is { } item && schema.Properties.Count == 0:
                var decodedMap = new JsonObject();
                foreach (var (key, child) in map)
                {
                    path.EnterKey(key);
                    decodedMap[key] = child is null ? Empty(item) : DecodeValue(child, item, path, owner);
                    path.Leave();
                }

                return decodedMap;
            case "object" when value is JsonObject nested:
                return DecodeStruct(nested, schema, path, owner);
            case "array" when value is JsonArray list:
                var decodedList = new JsonArray();
                foreach (var child in list)
                {
                    path.Enter(decodedList.Count);
                    decodedList.Add(child is null ? Empty(schema.Items!) : DecodeValue(child, schema.Items!, path, owner));
                    path.Leave();
                }

                return decodedList;
            case "string" when value.AsString() is { } text:
                return schema.Format is null ? value.DeepClone() : Formatted(text, schema);
            case "boolean" when value.IsBool():
            case "number" when value.IsNumber():
            case "integer" when value.AsLong() is not null:
                return value.DeepClone();
            default:
                throw Mismatch(value, schema, path, owner);
        }
    }

    /// <summary>Quantities are kept as text in canonical form.</summary>
    private static JsonNode Canonical(JsonNode value, Schema schema)
    {
        if (schema.Format != "quantity")
            return value.DeepClone();
        var text = value.AsString() ?? value.ToJsonString();
        if (!Quantity.IsValid(text))
            throw new FormatException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        return JsonValue.Create(Quantity.Canonicalize(text));
    }

    /// <summary>Texts that are bytes or times in Go.</summary>
    private static JsonValue Formatted(string text, Schema schema) => schema.Format switch
    {
        "byte" when GoBase64.Problem(text) is { } problem => throw new FormatException(problem),
        "date-time" => JsonValue.Create(GoTime.Normalize(text, isMicro: schema.GoType == "v1.MicroTime")),
        _ => JsonValue.Create(text),
    };

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonArray array => array.Count == 0,
        JsonObject map => map.Count == 0,
        JsonValue scalar when scalar.AsString() is { } text => text.Length == 0,
        JsonValue scalar when scalar.IsNumber() => scalar.AsDouble() == 0,
        JsonValue scalar => scalar.GetValueKind() == JsonValueKind.False,
        _ => false,
    };

    private static FormatException Mismatch(JsonNode value, Schema schema, DecodingPath path, string owner)
    {
        var kind = value switch
        {
            JsonObject => "object",
            JsonArray => "array",
            _ when value.IsString() => "string",
            _ when value.IsNumber() => schema.Type == "integer" ? $"number {value.ToJsonString()}" : "number",
            _ => "bool",
        };
        return new FormatException($"json: cannot unmarshal {kind} into Go struct field {owner}.{path.ToFields()} of type {schema.GoType}");
    }
}
