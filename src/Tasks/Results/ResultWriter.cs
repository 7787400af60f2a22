using System.Buffers;
using System.Text.Json;
using October.Tasks.Messages;

namespace October.Tasks.Results;

/// <summary>Writes a result as Celery's own backend does, so that a Celery client can read it.</summary>
internal static class ResultWriter
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    public static byte[] Success(TaskMessage task, ReadOnlySpan<byte> value, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(value.Length + 256);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("status"u8, TaskState.Success);
        json.WritePropertyName("result"u8);
        json.WriteRawValue(value, skipInputValidation: true);
        json.WriteNull("traceback"u8);
        End(json, task, now);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A FAILURE, RETRY or REVOKED result; RETRY carries no end.</summary>
    public static byte[] Failure(TaskMessage task, string state, TaskFailure failure, string? traceback, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("status"u8, state);
        json.WriteStartObject("result"u8);
        json.WriteString("exc_type"u8, failure.Type);
        json.WriteStartArray("exc_message"u8);
        json.WriteStringValue(failure.Message);
        json.WriteEndArray();
        json.WriteString("exc_module"u8, failure.Module);
        json.WriteEndObject();
        json.WriteString("traceback"u8, traceback);
        End(json, task, TaskState.IsTerminal(state) ? now : null);
        return buffer.WrittenSpan.ToArray();
    }

    private static void End(Utf8JsonWriter json, TaskMessage task, DateTimeOffset? done)
    {
        json.WriteStartArray("children"u8);
        json.WriteEndArray();
        json.WriteString("date_done"u8, done is { } time ? CeleryTime.DateDone(time) : null);
        json.WriteString("task_id"u8, task.Id);
        if (task.GroupId is { } group)
            json.WriteString("group_id"u8, group);
        if (task.ParentId is { } parent)
            json.WriteString("parent_id"u8, parent);
        json.WriteEndObject();
        json.Flush();
    }
}
