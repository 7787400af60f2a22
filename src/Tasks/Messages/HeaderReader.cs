using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>Reads an envelope's <c>headers</c>.</summary>
internal static class HeaderReader
{
    /// <summary>The message without its body, or null when the headers name no task (protocol version 1).</summary>
    /// <param name="reader">In front of the headers.</param>
    /// <param name="compression">How the body is compressed; null when it is not.</param>
    /// <exception cref="MessageFormatException">A header cannot be understood.</exception>
    public static TaskMessage? Read(ref Utf8JsonReader reader, out string? compression)
    {
        compression = null;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new MessageFormatException("the envelope's headers are not an object");
        string? id = null, task = null, root = null, parent = null, group = null, origin = null, trace = null, shadow = null;
        DateTimeOffset? eta = null, expires = null, sent = null;
        int retries = 0, deliveries = 0;
        int? maxRetries = null, groupIndex = null;
        TimeSpan? retryDelay = null, maxRetryDelay = null;
        var ignore = false;
        (TimeSpan? Hard, TimeSpan? Soft) limits = default;
        JsonElement stamped = default, stamps = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("task"u8))
                task = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("root_id"u8))
                root = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("parent_id"u8))
                parent = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("group"u8))
                group = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("group_index"u8))
                groupIndex = Int(ref reader);
            else if (reader.ValueTextEquals("origin"u8))
                origin = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("traceparent"u8))
                trace = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("eta"u8))
                eta = Time(ref reader);
            else if (reader.ValueTextEquals("expires"u8))
                expires = Time(ref reader);
            else if (reader.ValueTextEquals(OctoberHeaders.SentAt))
                sent = Time(ref reader);
            else if (reader.ValueTextEquals("retries"u8))
                retries = Count(ref reader);
            else if (reader.ValueTextEquals(OctoberHeaders.Deliveries))
                deliveries = Count(ref reader);
            else if (reader.ValueTextEquals(OctoberHeaders.MaxRetries))
                maxRetries = Int(ref reader);
            else if (reader.ValueTextEquals(OctoberHeaders.RetryDelay))
                retryDelay = Milliseconds(ref reader);
            else if (reader.ValueTextEquals(OctoberHeaders.MaxRetryDelay))
                maxRetryDelay = Milliseconds(ref reader);
            else if (reader.ValueTextEquals("compression"u8))
                compression = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("ignore_result"u8))
                ignore = Flag(ref reader);
            else if (reader.ValueTextEquals("shadow"u8))
                shadow = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("stamped_headers"u8))
                stamped = Value(ref reader);
            else if (reader.ValueTextEquals("stamps"u8))
                stamps = Value(ref reader);
            else if (reader.ValueTextEquals("timelimit"u8))
                limits = TimeLimits(ref reader);
            else
                reader.Skip();
        }

        if (task is null)
            return null;
        return new TaskMessage
        {
            Id = id ?? throw new MessageFormatException("the header \"id\" is missing"),
            Task = task,
            Retries = retries,
            Eta = eta,
            Expires = expires,
            HardTimeLimit = limits.Hard,
            SoftTimeLimit = limits.Soft,
            IgnoreResult = ignore,
            RootId = root,
            ParentId = parent,
            GroupId = group,
            GroupIndex = groupIndex,
            Origin = origin,
            Deliveries = deliveries,
            TraceParent = trace,
            MaxRetries = maxRetries,
            RetryDelay = retryDelay,
            MaxRetryDelay = maxRetryDelay,
            SentAt = sent,
            Shadow = shadow,
            Stamps = TaskStamp.Of(stamped, stamps),
        };
    }

    internal static int? Int(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
            return value;
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            reader.Skip();
        return null;
    }

    /// <summary>How often something happened: never less than not at all, and still a number with one more.</summary>
    private static int Count(ref Utf8JsonReader reader) => Math.Clamp(Int(ref reader) ?? 0, 0, int.MaxValue / 2);

    private static bool Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        var isTrue = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return isTrue;
    }

    /// <summary>A value of any kind; nothing for one that is absent in all but name.</summary>
    private static JsonElement Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? default : JsonElement.ParseValue(ref reader);
    }

    private static TimeSpan? Milliseconds(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value is > 0 and < 1_000_000_000_000)
            return TimeSpan.FromMilliseconds(value);
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            reader.Skip();
        return null;
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader) =>
        EnvelopeReader.Text(ref reader) is { } text ? CeleryTime.Parse(text) : null;

    /// <summary><c>[hard, soft]</c> in seconds, each of which may be null.</summary>
    private static (TimeSpan? Hard, TimeSpan? Soft) TimeLimits(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return default;
        }

        TimeSpan? hard = null, soft = null;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.GetDouble() is > 0 and < 1e9 and var seconds)
                (hard, soft) = i == 0 ? ((TimeSpan?)TimeSpan.FromSeconds(seconds), soft) : (hard, TimeSpan.FromSeconds(seconds));
            else
                reader.Skip();
        }

        return (hard, soft);
    }
}
