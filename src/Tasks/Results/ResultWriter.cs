using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Messages;

namespace October.Tasks.Results;

/// <summary>Writes a result as Celery's own backend does, so that a Celery client can read it.</summary>
internal static class ResultWriter
{
    /// <summary>A thread keeps no buffer for its next result that is larger.</summary>
    private const int LargestKept = 64 << 10;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? _kept;

    /// <summary>The names of all that a result may say of itself, which no stamp may take.</summary>
    public static readonly IReadOnlySet<string> Fields = new HashSet<string>(StringComparer.Ordinal)
    {
        "status", "result", "traceback", "children", "date_done", "task_id", "group_id", "parent_id", "name", "args", "kwargs", "worker", "retries", "queue",
        "stamped_headers",
    };

    public static byte[] Success(TaskMessage task, ReadOnlySpan<byte> value, DateTimeOffset now)
    {
        var json = Begin();
        json.WriteString("status"u8, TaskState.Success);
        json.WritePropertyName("result"u8);
        json.WriteRawValue(value, skipInputValidation: true);
        json.WriteNull("traceback"u8);
        return End(json, task, now);
    }

    /// <summary>A FAILURE, RETRY or REVOKED result; RETRY carries no end.</summary>
    public static byte[] Failure(TaskMessage task, string state, TaskFailure failure, string? traceback, DateTimeOffset now)
    {
        var json = Begin();
        json.WriteString("status"u8, state);
        json.WriteStartObject("result"u8);
        json.WriteString("exc_type"u8, failure.Type);
        json.WriteStartArray("exc_message"u8);
        json.WriteStringValue(failure.Message);
        json.WriteEndArray();
        json.WriteString("exc_module"u8, failure.Module);
        json.WriteEndObject();
        json.WriteString("traceback"u8, traceback);
        return End(json, task, TaskState.IsTerminal(state) ? now : null);
    }

    /// <summary>What Celery records when a task begins to run.</summary>
    public static byte[] Started(TaskMessage task, string worker, int processId) =>
        State(task, TaskState.Started, new JsonObject { ["pid"] = processId, ["hostname"] = worker });

    /// <summary>What Celery's <c>update_state</c> records of a task that runs.</summary>
    public static byte[] State(TaskMessage task, string state, JsonNode? metadata)
    {
        var json = Begin();
        json.WriteString("status"u8, state);
        json.WritePropertyName("result"u8);
        if (metadata is null)
            json.WriteNullValue();
        else
            metadata.WriteTo(json);
        json.WriteNull("traceback"u8);
        return End(json, task, null);
    }

    /// <summary>An exception as it stands in a result.</summary>
    public static JsonObject Exception(TaskFailure failure) => new()
    {
        ["exc_type"] = failure.Type,
        ["exc_message"] = new JsonArray(failure.Message),
        ["exc_module"] = failure.Module,
    };

    /// <summary>A result of this writer with the results of the tasks that its task has sent.</summary>
    public static byte[] WithChildren(ReadOnlySpan<byte> result, JsonArray children)
    {
        var none = "\"children\":[]"u8;
        // The last one: a value before it may contain the same, what comes after it cannot, as its quotes are escaped.
        var at = result.LastIndexOf(none) + none.Length - 2;
        return [.. result[..at], .. Encoding.UTF8.GetBytes(children.ToJsonString()), .. result[(at + 2)..]];
    }

    /// <summary>The writer of this thread, behind the beginning of an object.</summary>
    private static Utf8JsonWriter Begin()
    {
        if (_kept is not { } kept)
        {
            var buffer = new ArrayBufferWriter<byte>(512);
            _kept = kept = (buffer, new Utf8JsonWriter(buffer, Options));
        }

        kept.Buffer.ResetWrittenCount();
        kept.Json.Reset();
        kept.Json.WriteStartObject();
        return kept.Json;
    }

    private static byte[] End(Utf8JsonWriter json, TaskMessage task, DateTimeOffset? done)
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
        var buffer = _kept!.Value.Buffer;
        if (buffer.Capacity > LargestKept)
            _kept = null;
        return buffer.WrittenSpan.ToArray();
    }
}
