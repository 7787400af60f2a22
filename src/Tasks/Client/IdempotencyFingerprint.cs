using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using October.Tasks.Messages;

namespace October.Tasks.Client;

/// <summary>What has to be the same when an idempotency key or an id is used again: the task, its arguments and how it is sent. Pure.</summary>
internal static class IdempotencyFingerprint
{
    public static string Of(TaskMessage message, EnqueueOptions options)
    {
        using var text = new MemoryStream();
        text.Write(Encoding.UTF8.GetBytes(message.Task));
        text.WriteByte(0);
        text.Write(message.Args.Span);
        text.WriteByte(0);
        text.Write(message.Kwargs.Span);
        // As they were given: a countdown means another time in each call. The key, the trace and who sends are a call's own.
        var given = options with { IdempotencyKey = null, TraceParent = null, Caller = null };
        if (given != new EnqueueOptions())
            text.Write(Options(given));
        return Convert.ToHexStringLower(SHA256.HashData(text.GetBuffer().AsSpan(0, (int)text.Length)).AsSpan(0, 16));
    }

    private static byte[] Options(EnqueueOptions given)
    {
        using var text = new MemoryStream();
        text.WriteByte(0);
        using var json = new Utf8JsonWriter(text);
        json.WriteStartArray();
        json.WriteStringValue(given.Queue);
        json.WriteNumberValue(given.Priority);
        Number(json, given.Eta?.UtcTicks);
        Number(json, given.Countdown?.Ticks);
        Number(json, given.Expires?.UtcTicks);
        Number(json, given.MaxRetries);
        Number(json, given.RetryDelay?.Ticks);
        Number(json, given.MaxRetryDelay?.Ticks);
        json.WriteBooleanValue(given.IgnoreResult);
        Number(json, given.SoftTimeLimit?.Ticks);
        Number(json, given.HardTimeLimit?.Ticks);
        json.WriteStringValue(given.TaskId);
        json.WriteEndArray();
        json.Flush();
        return text.ToArray();
    }

    private static void Number(Utf8JsonWriter json, long? value)
    {
        if (value is { } number)
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    }
}
