using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using October.Tasks.Messages.Headers;

namespace October.Tasks.Messages;

/// <summary>From a <see cref="TaskMessage"/> to the bytes that a Celery worker, or ours, takes from a queue.</summary>
internal static class EnvelopeWriter
{
    private const int ReprLimit = 256;

    private static readonly HashSet<string> Reserved =
    [
        "lang", "task", "id", "shadow", "eta", "expires", "group", "group_index", "retries", "timelimit", "root_id", "parent_id", "argsrepr", "kwargsrepr",
        "origin", "ignore_result", "traceparent",
    ];

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>Writes the envelope; <paramref name="deliveryTag"/> is a fresh id of this one message.</summary>
    public static byte[] Write(TaskMessage message, string deliveryTag)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteBase64String("body"u8, Body(message));
        json.WriteString("content-encoding"u8, "utf-8"u8);
        json.WriteString("content-type"u8, "application/json"u8);
        Headers(json, message);
        Properties(json, message, deliveryTag);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> Body(TaskMessage message)
    {
        var embed = message.Embed.IsEmpty ? JsonText.EmptyEmbed : message.Embed.Span;
        var body = new byte[message.Args.Length + message.Kwargs.Length + embed.Length + 4];
        var at = 0;
        body[at++] = (byte)'[';
        message.Args.Span.CopyTo(body.AsSpan(at));
        at += message.Args.Length;
        body[at++] = (byte)',';
        message.Kwargs.Span.CopyTo(body.AsSpan(at));
        at += message.Kwargs.Length;
        body[at++] = (byte)',';
        embed.CopyTo(body.AsSpan(at));
        body[^1] = (byte)']';
        return body;
    }

    private static void Headers(Utf8JsonWriter json, TaskMessage message)
    {
        json.WriteStartObject("headers"u8);
        json.WriteString("lang"u8, "cs"u8);
        json.WriteString("task"u8, message.Task);
        json.WriteString("id"u8, message.Id);
        json.WriteString("shadow"u8, message.Shadow);
        Time(json, "eta"u8, message.Eta);
        Time(json, "expires"u8, message.Expires);
        json.WriteString("group"u8, message.GroupId);
        if (message.GroupIndex is { } index)
            json.WriteNumber("group_index"u8, index);
        else
            json.WriteNull("group_index"u8);
        json.WriteNumber("retries"u8, message.Retries);
        json.WriteStartArray("timelimit"u8);
        Seconds(json, message.HardTimeLimit);
        Seconds(json, message.SoftTimeLimit);
        json.WriteEndArray();
        json.WriteString("root_id"u8, message.RootId ?? message.Id);
        json.WriteString("parent_id"u8, message.ParentId);
        json.WriteString("argsrepr"u8, Repr(message.Args.Span));
        json.WriteString("kwargsrepr"u8, Repr(message.Kwargs.Span));
        json.WriteString("origin"u8, message.Origin ?? "october");
        json.WriteBoolean("ignore_result"u8, message.IgnoreResult);
        if (message.TraceParent is { } trace)
            json.WriteString("traceparent"u8, trace);
        if (message.SentAt is { } sent)
            json.WriteString(OctoberHeaders.SentAt, CeleryTime.Header(sent));
        if (message.MaxRetries is { } max)
            json.WriteNumber(OctoberHeaders.MaxRetries, max);
        if (message.RetryDelay is { } delay)
            json.WriteNumber(OctoberHeaders.RetryDelay, (long)Math.Ceiling(delay.TotalMilliseconds));
        if (message.MaxRetryDelay is { } longest)
            json.WriteNumber(OctoberHeaders.MaxRetryDelay, (long)Math.Ceiling(longest.TotalMilliseconds));
        if (message.Deliveries > 0)
            json.WriteNumber(OctoberHeaders.Deliveries, message.Deliveries);
        if (!message.Headers.IsEmpty)
            Further(json, message.Headers);
        json.WriteEndObject();
    }

    private static void Properties(Utf8JsonWriter json, TaskMessage message, string deliveryTag)
    {
        json.WriteStartObject("properties"u8);
        json.WriteString("correlation_id"u8, message.Id);
        json.WriteString("reply_to"u8, message.ReplyTo ?? "");
        json.WriteNumber("delivery_mode"u8, 2);
        json.WriteStartObject("delivery_info"u8);
        json.WriteString("exchange"u8, ""u8);
        json.WriteString("routing_key"u8, message.Queue);
        json.WriteEndObject();
        json.WriteNumber("priority"u8, message.Priority);
        json.WriteString("body_encoding"u8, "base64"u8);
        json.WriteString("delivery_tag"u8, deliveryTag);
        json.WriteEndObject();
    }

    /// <summary>Headers of the sender's own; those of the protocol are not theirs to change.</summary>
    private static void Further(Utf8JsonWriter json, ReadOnlyMemory<byte> headers)
    {
        using var document = JsonDocument.Parse(headers);
        foreach (var header in document.RootElement.EnumerateObject())
        {
            if (!Reserved.Contains(header.Name) && !header.Name.StartsWith("october_", StringComparison.Ordinal))
                header.WriteTo(json);
        }
    }

    private static void Time(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } value)
            json.WriteString(name, CeleryTime.Header(value));
        else
            json.WriteNull(name);
    }

    private static void Seconds(Utf8JsonWriter json, TimeSpan? limit)
    {
        if (limit is { } value)
            json.WriteNumberValue(value.TotalSeconds);
        else
            json.WriteNullValue();
    }

    /// <summary>For people who look at Flower: the JSON text, cut where Celery would cut too.</summary>
    private static string Repr(ReadOnlySpan<byte> json) =>
        json.Length <= ReprLimit
            ? Encoding.UTF8.GetString(json)
            : string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(json[..ReprLimit]).TrimEnd('\uFFFD')}...");
}
