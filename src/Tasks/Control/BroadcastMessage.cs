using System.Buffers;
using System.Text.Json;

namespace October.Tasks.Control;

/// <summary>
/// A message of kombu's that is not a task: an envelope around any JSON, as Celery's workers and monitors exchange them over Redis' publish
/// and subscribe (kombu's fanout, <c>kombu.transport.redis</c>).
/// </summary>
internal static class BroadcastMessage
{
    /// <summary>The channel of a fanout exchange; patterns, as events use them, are part of its name.</summary>
    public static string Channel(int database, string exchange, string? routingKey = null) =>
        routingKey is null ? $"/{database}.{exchange}" : $"/{database}.{exchange}/{routingKey}";

    /// <summary>Writes an envelope.</summary>
    /// <param name="exchange">Where it goes.</param>
    /// <param name="routingKey">To whom there.</param>
    /// <param name="clock">The sender's logical clock.</param>
    /// <param name="body">Writes the body's one JSON value.</param>
    /// <param name="ticket">Of the question that it answers, if any.</param>
    public static byte[] Write(string exchange, string routingKey, long clock, Action<Utf8JsonWriter> body, string? ticket = null)
    {
        var content = new ArrayBufferWriter<byte>(256);
        using (var inner = new Utf8JsonWriter(content))
            body(inner);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBase64String("body"u8, content.WrittenSpan);
            json.WriteString("content-encoding"u8, "utf-8"u8);
            json.WriteString("content-type"u8, "application/json"u8);
            json.WriteStartObject("headers"u8);
            json.WriteNumber("clock"u8, clock);
            if (ticket is not null)
                json.WriteString("ticket"u8, ticket);
            json.WriteEndObject();
            json.WriteStartObject("properties"u8);
            json.WriteNumber("delivery_mode"u8, 1);
            json.WriteStartObject("delivery_info"u8);
            json.WriteString("exchange"u8, exchange);
            json.WriteString("routing_key"u8, routingKey);
            json.WriteEndObject();
            json.WriteNumber("priority"u8, 0);
            json.WriteString("body_encoding"u8, "base64"u8);
            json.WriteString("delivery_tag"u8, Guid.NewGuid().ToString());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
