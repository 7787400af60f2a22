using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>
/// Writes JSON with the values as their sender has written them. Python's texts, and JSON's escapes, may have half a surrogate pair: .NET's texts cannot, and
/// its own writer refuses such a value.
/// </summary>
internal static class RawJson
{
    public static byte[] Write(JsonNode json, int maxDepth)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = maxDepth, SkipValidation = true });
        Write(json, writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(JsonNode? json, Utf8JsonWriter writer)
    {
        switch (json)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members)
                {
                    writer.WritePropertyName(name);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValue value when value.TryGetValue<JsonElement>(out var element):
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }
}
