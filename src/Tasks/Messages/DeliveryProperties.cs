using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>The parts of an envelope's <c>properties</c> that a consumer needs.</summary>
internal readonly record struct DeliveryProperties(int Priority, string? RoutingKey, bool Base64)
{
    public static DeliveryProperties Read(ref Utf8JsonReader reader)
    {
        var priority = 0;
        string? routingKey = null;
        var base64 = false;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new MessageFormatException("the envelope's properties are not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("priority"u8))
                priority = Level(ref reader);
            else if (reader.ValueTextEquals("body_encoding"u8))
                base64 = EnvelopeReader.Text(ref reader, "base64") == "base64";
            else if (reader.ValueTextEquals("delivery_info"u8))
                routingKey = Routing(ref reader);
            else
                reader.Skip();
        }

        return new DeliveryProperties(priority, routingKey, base64);
    }

    /// <summary>That of no priority for what is none: it says when the message comes, and nothing of its task.</summary>
    private static int Level(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
            return value;
        reader.Skip();
        return 0;
    }

    private static string? Routing(ref Utf8JsonReader reader)
    {
        string? routingKey = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("routing_key"u8))
                routingKey = EnvelopeReader.Text(ref reader, "celery");
            else
                reader.Skip();
        }

        return routingKey;
    }
}
