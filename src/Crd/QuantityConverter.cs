using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;
using October.Crd.Defaults;

namespace October.Crd;

/// <summary>Quantities in parts of Kubernetes' own objects that a user wrote: the client library computes with whatever it reads.</summary>
internal sealed class QuantityConverter : JsonConverter<ResourceQuantity>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no quantity; its cause says so.</exception>
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        var text = value.RootElement.ValueKind switch
        {
            JsonValueKind.String => value.RootElement.GetString()!,
            JsonValueKind.Number => value.RootElement.GetRawText(),
            _ => "",
        };
        return Quantities.IsQuantity(text) ? new ResourceQuantity(text) : throw new JsonException(null, new FormatException(Quantities.Expected));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
