using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Protobuf;

/// <summary>Turns the protobuf form of an object (<c>application/vnd.kubernetes.protobuf</c>) into its JSON form.</summary>
internal static class ProtobufDecoder
{
    private static readonly byte[] Magic = "k8s\0"u8.ToArray();

    /// <exception cref="FormatException">The body is no object in protobuf, or has fields that <see cref="WireMessages"/> does not list.</exception>
    public static JsonObject Decode(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
            throw new FormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = default;
        var envelope = new WireReader(body[Magic.Length..]);
        while (!envelope.AtEnd)
        {
            switch (envelope.Field(out _, out var bytes))
            {
                case 1:
                    (apiVersion, kind) = ReadType(bytes);
                    break;
                case 2:
                    raw = bytes;
                    break;
            }
        }

        var message = WireMessages.Find(apiVersion, kind) ?? throw new FormatException($"{apiVersion} {kind} is not understood as protobuf; send it as JSON");
        var value = Read(raw, message);
        value["apiVersion"] = apiVersion;
        value["kind"] = kind;
        return value;
    }

    private static (string ApiVersion, string Kind) ReadType(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            if (reader.Field(out _, out var text) == 1)
                apiVersion = Encoding.UTF8.GetString(text);
            else
                kind = Encoding.UTF8.GetString(text);
        }

        return (apiVersion, kind);
    }

    private static JsonObject Read(ReadOnlySpan<byte> data, WireMessage message)
    {
        var value = new JsonObject();
        var reader = new WireReader(data);
        while (!reader.AtEnd)
        {
            var number = reader.Field(out var scalar, out var bytes);
            if (!message.Fields.TryGetValue(number, out var field))
            {
                // Go writes the zero value of every field that is not a pointer.
                if (scalar != 0 || !IsBlank(bytes))
                    throw new FormatException($"field {number} of {message.Name} is not understood as protobuf; send the object as JSON");
            }
            else if (!field.IsIgnored)
            {
                Add(value, field, scalar, bytes);
            }
        }

        return value;
    }

    private static void Add(JsonObject value, WireField field, ulong scalar, ReadOnlySpan<byte> bytes)
    {
        if (field.IsMap)
        {
            var (key, item) = ReadEntry(bytes, field);
            value.Ensure(field.Name)[key] = item;
        }
        else if (field.IsList)
        {
            if (value[field.Name] is not JsonArray list)
                value[field.Name] = list = [];
            list.Add(Convert(field.Type, scalar, bytes));
        }
        else if (field.IsInline)
        {
            foreach (var (name, child) in Read(bytes, WireMessages.Find(field.Type)!))
                value[name] = child?.DeepClone();
        }
        else if (Convert(field.Type, scalar, bytes) is { } converted)
        {
            value[field.Name] = converted;
        }
    }

    private static (string Key, JsonNode? Value) ReadEntry(ReadOnlySpan<byte> bytes, WireField field)
    {
        var key = "";
        JsonNode? value = field.Type is "string" or "bytes" ? JsonValue.Create("") : null;
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            if (reader.Field(out var scalar, out var part) == 1)
                key = Encoding.UTF8.GetString(part);
            else
                value = Convert(field.Type, scalar, part);
        }

        return (key, value);
    }

    private static JsonNode? Convert(string type, ulong scalar, ReadOnlySpan<byte> bytes) => type switch
    {
        "string" => JsonValue.Create(Encoding.UTF8.GetString(bytes)),
        "bytes" => JsonValue.Create(System.Convert.ToBase64String(bytes)),
        "bool" => JsonValue.Create(scalar != 0),
        "int32" or "int64" => JsonValue.Create((long)scalar),
        "double" => JsonValue.Create(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        "Quantity" => JsonValue.Create(First(bytes)),
        "IntOrString" => IntOrString(bytes),
        "Time" => Time(bytes),
        _ => Read(bytes, WireMessages.Find(type)!),
    };

    private static string First(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "";
        var reader = new WireReader(bytes);
        reader.Field(out _, out var text);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Type (0: number, 1: text), number, text.</summary>
    private static JsonNode IntOrString(ReadOnlySpan<byte> bytes)
    {
        var (isText, number, text) = (false, 0L, "");
        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            switch (reader.Field(out var scalar, out var part))
            {
                case 1:
                    isText = scalar == 1;
                    break;
                case 2:
                    number = (long)scalar;
                    break;
                default:
                    text = Encoding.UTF8.GetString(part);
                    break;
            }
        }

        return isText ? JsonValue.Create(text) : JsonValue.Create(number);
    }

    /// <summary>Seconds since 1970; the zero time is empty.</summary>
    private static JsonValue? Time(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return null;
        var reader = new WireReader(bytes);
        reader.Field(out var seconds, out _);
        return JsonValue.Create(DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToKubernetesTime());
    }

    private static bool IsBlank(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new WireReader(bytes);
            while (!reader.AtEnd)
            {
                reader.Field(out var scalar, out var part);
                if (scalar != 0 || !IsBlank(part))
                    return false;
            }

            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
