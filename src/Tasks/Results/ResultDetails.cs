using System.Buffers;
using System.Text.Json;
using October.Tasks.Messages;

namespace October.Tasks.Results;

/// <summary>What results say of their task beside how it ended, when the settings want it: Celery's <c>result_extended</c>. Pure.</summary>
/// <param name="worker">The name of the worker; null for results without details.</param>
internal sealed class ResultDetails(string? worker)
{
    /// <summary>A result with the details of its task.</summary>
    /// <param name="result">As <see cref="ResultWriter"/> has written it; null for none.</param>
    /// <param name="task">The task.</param>
    /// <param name="queue">Where it came from.</param>
    public byte[]? Add(byte[]? result, TaskMessage? task, string queue)
    {
        if (worker is null || result is null || task is null)
            return result;
        var buffer = new ArrayBufferWriter<byte>(task.Args.Length + task.Kwargs.Length + 256);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("name"u8, task.Task);
        json.WritePropertyName("args"u8);
        json.WriteRawValue(task.Args.Span, skipInputValidation: true);
        json.WritePropertyName("kwargs"u8);
        json.WriteRawValue(task.Kwargs.Span, skipInputValidation: true);
        json.WriteString("worker"u8, worker);
        json.WriteNumber("retries"u8, task.Retries);
        json.WriteString("queue"u8, queue);
        if (task.Stamps.Count > 0)
            Stamps(json, task.Stamps);
        json.WriteEndObject();
        json.Flush();
        return [.. result.AsSpan(0, result.Length - 1), (byte)',', .. buffer.WrittenSpan[1..]];
    }

    private static void Stamps(Utf8JsonWriter json, IReadOnlyList<TaskStamp> stamps)
    {
        var byHeader = stamps.ToLookup(static stamp => stamp.Header, static stamp => stamp.Value, StringComparer.Ordinal);
        json.WriteStartArray("stamped_headers"u8);
        foreach (var header in byHeader)
            json.WriteStringValue(header.Key);
        json.WriteEndArray();
        foreach (var header in byHeader.Where(static header => !ResultWriter.Fields.Contains(header.Key)))
        {
            json.WriteStartArray(header.Key);
            foreach (var value in header)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }
}
