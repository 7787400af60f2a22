using System.Text.Json;

namespace October.Tasks.Messages.Headers;

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
                id = Fitting(EnvelopeReader.Text(ref reader), "id");
            else if (reader.ValueTextEquals("task"u8))
                task = Fitting(EnvelopeReader.Text(ref reader), "task");
            else if (reader.ValueTextEquals("root_id"u8))
                root = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("parent_id"u8))
                parent = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("group"u8))
                group = Fitting(HeaderValues.Text(ref reader, "group"), "group");
            else if (reader.ValueTextEquals("group_index"u8))
                groupIndex = HeaderValues.Int(ref reader, "group_index");
            else if (reader.ValueTextEquals("origin"u8))
                origin = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("traceparent"u8))
                trace = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("eta"u8))
                eta = HeaderValues.Time(ref reader, "eta");
            else if (reader.ValueTextEquals("expires"u8))
                expires = HeaderValues.Time(ref reader, "expires");
            else if (reader.ValueTextEquals(OctoberHeaders.SentAt))
                sent = HeaderValues.Time(ref reader, "october_sent_at");
            else if (reader.ValueTextEquals("retries"u8))
                retries = HeaderValues.Count(ref reader, "retries");
            else if (reader.ValueTextEquals(OctoberHeaders.Deliveries))
                deliveries = HeaderValues.Count(ref reader, "october_deliveries");
            else if (reader.ValueTextEquals(OctoberHeaders.MaxRetries))
                maxRetries = HeaderValues.Int(ref reader, "october_max_retries");
            else if (reader.ValueTextEquals(OctoberHeaders.RetryDelay))
                retryDelay = HeaderValues.Milliseconds(ref reader, "october_retry_delay");
            else if (reader.ValueTextEquals(OctoberHeaders.MaxRetryDelay))
                maxRetryDelay = HeaderValues.Milliseconds(ref reader, "october_max_retry_delay");
            else if (reader.ValueTextEquals("compression"u8))
                compression = HeaderValues.Text(ref reader, "compression");
            else if (reader.ValueTextEquals("ignore_result"u8))
                ignore = HeaderValues.Flag(ref reader, "ignore_result");
            else if (reader.ValueTextEquals("shadow"u8))
                shadow = EnvelopeReader.Text(ref reader);
            else if (reader.ValueTextEquals("stamped_headers"u8))
                stamped = Value(ref reader);
            else if (reader.ValueTextEquals("stamps"u8))
                stamps = Value(ref reader);
            else if (reader.ValueTextEquals("timelimit"u8))
                limits = HeaderValues.TimeLimits(ref reader, "timelimit");
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

    private static string? Fitting(string? text, string header) =>
        text is null || IdText.Fits(text) ? text : throw new MessageFormatException($"the header \"{header}\" {IdText.Rule}");

    /// <summary>A value of any kind; nothing for one that is absent in all but name.</summary>
    private static JsonElement Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? default : JsonElement.ParseValue(ref reader);
    }
}
