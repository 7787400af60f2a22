using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using October.Tasks.Handlers;
using October.Tasks.Messages;

namespace October.Tasks.Consumer.Running;

/// <summary>
/// The tasks that every worker of Celery has beside its own: <c>map</c> and <c>starmap</c> of a task, of which <c>chunks</c> makes several; what a Python task
/// sends that replaces itself by a group; and the cleanup that Django's beat sends every day, for which there is nothing to do: results expire by themselves.
/// </summary>
/// <param name="registry">The worker's own tasks, which a map runs.</param>
internal sealed class CeleryTasks(TaskRegistry registry)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EnvelopeReader.MaxDepth };
    private static readonly JsonElement NoKwargs = JsonElement.Parse(JsonText.EmptyObject.Span);
    private static readonly Parameter<JsonElement> Mapped = JsonTypes.Any.Parameter("task");
    private static readonly Parameter<JsonElement> Items = JsonTypes.Any.Parameter("it");

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["celery.accumulate", "celery.backend_cleanup", "celery.map", "celery.starmap"];

    /// <summary>The worker's own task of a name, or else Celery's.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out ITaskHandler? handler)
    {
        if (registry.TryGet(name, out handler))
            return true;
        handler = name switch
        {
            "celery.accumulate" => new LambdaHandler(name, null, static (arguments, json, _, _) => Accumulate(arguments, json)),
            "celery.backend_cleanup" => new LambdaHandler(name, null, static (arguments, json, _, _) => CleanUp(arguments, json)),
            "celery.map" => new LambdaHandler(name, null, (arguments, json, context, stop) => MapAsync(arguments, json, context, One, stop)),
            "celery.starmap" => new LambdaHandler(name, null, (arguments, json, context, stop) => MapAsync(arguments, json, context, All, stop)),
            _ => null,
        };
        return handler is not null;
    }

    private static ValueTask CleanUp(TaskArguments arguments, Utf8JsonWriter json)
    {
        arguments.Expect();
        json.WriteNullValue();
        return default;
    }

    /// <summary>All arguments, or the one of an index.</summary>
    private static ValueTask Accumulate(TaskArguments arguments, Utf8JsonWriter json)
    {
        var all = arguments.Args;
        if (!arguments.Kwargs.TryGetProperty("index", out var index) || index.ValueKind == JsonValueKind.Null)
        {
            JsonTypes.Any.Write(json, all);
            return default;
        }

        if (index.ValueKind != JsonValueKind.Number || !index.TryGetInt32(out var at))
            throw new ArgumentBindingException("celery.accumulate() argument 'index' must be an integer");
        at += at < 0 ? all.GetArrayLength() : 0;
        if (at < 0 || at >= all.GetArrayLength())
            throw new ArgumentBindingException("celery.accumulate() argument 'index' is out of range");
        JsonTypes.Any.Write(json, all[at]);
        return default;
    }

    /// <summary>Runs a task for each item, one after the other; its result is the list of theirs.</summary>
    private async ValueTask MapAsync(
        TaskArguments arguments, Utf8JsonWriter json, TaskContext context, Func<JsonElement, JsonElement> argumentsOf, CancellationToken cancellationToken)
    {
        arguments.Expect("task", "it");
        var (name, items) = (NameOf(arguments.Get(0, Mapped)), arguments.Get(1, Items));
        if (items.ValueKind != JsonValueKind.Array)
            throw new ArgumentBindingException($"{context.Message.Task}() argument 'it' must be a list");
        if (!registry.TryGet(name, out var handler))
            throw new NotRegisteredException(name);
        json.WriteStartArray();
        foreach (var item in items.EnumerateArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = json.BytesCommitted + json.BytesPending;
            await handler.RunAsync(new TaskArguments(name, argumentsOf(item), NoKwargs), json, context, cancellationToken);
            if (json.BytesCommitted + json.BytesPending == before)
                json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    /// <summary>A signature says the name of its task, and may be no more than that.</summary>
    private static string NameOf(JsonElement signature)
    {
        var name = signature.ValueKind == JsonValueKind.Object && signature.TryGetProperty("task", out var task) ? task : signature;
        return name.ValueKind == JsonValueKind.String && name.GetString() is { } text && IdText.Fits(text)
            ? text
            : throw new ArgumentBindingException("argument 'task' must be a signature");
    }

    private static JsonElement One(JsonElement item)
    {
        var list = new ArrayBufferWriter<byte>();
        list.Write("["u8);
        list.Write(JsonMarshal.GetRawUtf8Value(item));
        list.Write("]"u8);
        return JsonElement.Parse(list.WrittenSpan, Options);
    }

    private static JsonElement All(JsonElement item) => item.ValueKind == JsonValueKind.Array
        ? item
        : throw new ArgumentBindingException("each item of argument 'it' must be a list");
}
