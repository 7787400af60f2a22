using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>A copy of JSON that ends at a depth: null stands for every list and object below it.</summary>
internal static class ShallowCopy
{
    /// <summary>Makes the copy; false when nothing is nested deeper than so many levels.</summary>
    public static bool TryMake(JsonElement json, int levels, [NotNullWhen(true)] out JsonDocument? copy)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        var isCut = false;
        Write(json, levels);
        writer.Flush();
        copy = isCut ? JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = levels }) : null;
        return isCut;

        void Write(JsonElement element, int left)
        {
            if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                element.WriteTo(writer);
            }
            else if (left == 0)
            {
                isCut = true;
                writer.WriteNullValue();
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(item, left - 1);
                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, left - 1);
                }

                writer.WriteEndObject();
            }
        }
    }
}
