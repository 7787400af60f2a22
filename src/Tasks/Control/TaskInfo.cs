using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Running;
using October.Tasks.Messages;
using October.Tasks.Messages.Headers;

namespace October.Tasks.Control;

/// <summary>A task as Celery's worker describes it to tools (<c>celery.worker.request.Request.info</c>).</summary>
internal static class TaskInfo
{
    /// <summary>Longer arguments are shown as text, and cut.</summary>
    private const int LongestArguments = 16 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <param name="delivery">The task.</param>
    /// <param name="run">Its run, when it has one.</param>
    /// <param name="node">The worker's name.</param>
    /// <param name="safe">Show the arguments only as the sender wants them to be shown.</param>
    public static JsonObject Of(Delivery delivery, ActiveRun? run, string node, bool safe)
    {
        var (task, texts) = (delivery.Task, HeaderTexts.Read(delivery.Bytes.Span));
        return new JsonObject
        {
            ["id"] = task.Id,
            ["name"] = texts.Shadow ?? task.Task,
            ["args"] = safe ? texts.Args ?? PythonRepr.OfTuple(task.Args.Span) : Value(task.Args),
            ["kwargs"] = safe ? texts.Kwargs ?? PythonRepr.Of(task.Kwargs.Span) : Value(task.Kwargs),
            ["type"] = task.Task,
            ["hostname"] = node,
            ["time_start"] = run is null ? null : run.Since.ToUnixTimeMilliseconds() / 1000.0,
            ["acknowledged"] = false,
            ["delivery_info"] = new JsonObject
            {
                ["exchange"] = "",
                ["routing_key"] = QueuePriority.QueueOf(delivery.List),
                ["priority"] = task.Priority,
                ["redelivered"] = task.Deliveries > 0 ? true : null,
            },
            ["worker_pid"] = run is null ? null : Environment.ProcessId,
        };
    }

    private static JsonNode? Value(ReadOnlyMemory<byte> json)
    {
        if (json.Length > LongestArguments)
            return Encoding.UTF8.GetString(json.Span[..LongestArguments]) + "...";
        try
        {
            var value = JsonNode.Parse(json.Span, documentOptions: Options);
            // What has been read cannot always be written: half of a pair of surrogates is a text for Python, and none for .NET.
            using var writer = new Utf8JsonWriter(Stream.Null);
            value?.WriteTo(writer);
            return value;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return PythonRepr.Of(json.Span);
        }
    }
}
