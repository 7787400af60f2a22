using System.Text.Json;
using October.Tasks.Messages;

namespace October.Tasks.Results;

/// <summary>Reads what Celery, or this library, stored under <c>celery-task-meta-&lt;id&gt;</c>.</summary>
internal static class ResultReader
{
    /// <summary>A result may be as deep as its worker allows.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1000 };

    public static TaskResult Read(string id, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = Parse(json);
            return Meta(id, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new MessageFormatException($"the stored result of task {id} is not JSON as Celery writes it", exception);
        }
    }

    /// <summary>Python writes NaN and the infinities, which JSON has not: they are null, as JavaScript would write them.</summary>
    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse(LenientJson.WithoutNumbers(json.Span), Options);
        }
    }

    private static TaskResult Meta(string id, JsonElement meta)
    {
        var status = WholeText.Of(meta.GetProperty("status")) ?? TaskState.Pending;
        var result = meta.TryGetProperty("result", out var value) ? value : default;
        return new TaskResult
        {
            Id = id,
            Status = status,
            Value = status == TaskState.Success ? result.Clone() : null,
            Metadata = HasMetadata(status) && result.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) ? result.Clone() : null,
            Failure = status == TaskState.Success ? null : Failure(result),
            Traceback = meta.TryGetProperty("traceback", out var trace) && trace.ValueKind == JsonValueKind.String ? WholeText.Of(trace) : null,
            DateDone = meta.TryGetProperty("date_done", out var done) && done.ValueKind == JsonValueKind.String ? CeleryTime.Parse(WholeText.Of(done)!) : null,
        };
    }

    /// <summary>STARTED has only which process runs the task.</summary>
    private static bool HasMetadata(string status) =>
        !TaskState.IsTerminal(status) && status is not (TaskState.Pending or TaskState.Started or TaskState.Retry);

    private static TaskFailure? Failure(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("exc_type", out var type))
            return null;
        return new TaskFailure(
            WholeText.Of(type) ?? "Exception",
            result.TryGetProperty("exc_message", out var message) ? Message(message) : "",
            result.TryGetProperty("exc_module", out var module) ? WholeText.Of(module) ?? "" : "");
    }

    /// <summary>Celery stores the exception's arguments: usually one text, sometimes several values.</summary>
    private static string Message(JsonElement args) => args.ValueKind switch
    {
        JsonValueKind.String => WholeText.Of(args)!,
        JsonValueKind.Array => string.Join(", ", args.EnumerateArray().Select(Message)),
        _ => args.GetRawText(),
    };
}
