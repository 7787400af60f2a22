using System.Text.Json.Nodes;
using October.Tasks.Client;
using October.Tasks.Messages;

namespace October.Tasks.Canvas;

/// <summary>
/// A task with its arguments and options, or a chain, group or chord of them, that is sent as a whole: Celery's signature. Not changed once made.
/// </summary>
public sealed class TaskSignature
{
    private TaskSignature(JsonObject json) => Json = json;

    /// <summary>In Celery's form.</summary>
    internal JsonObject Json { get; }

    /// <summary>
    /// A task: <c>TaskSignature.Of("add", 2, 3)</c>. Of the later ones of a chain, and the body of a chord, the first argument is what came before.
    /// </summary>
    /// <param name="task">Its name.</param>
    /// <param name="args">Its positional arguments.</param>
    /// <exception cref="ArgumentException">It has no name.</exception>
    public static TaskSignature Of(string task, params ReadOnlySpan<JsonNode?> args)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        var list = new JsonArray();
        foreach (var argument in args)
            list.Add(argument?.DeepClone());
        return new TaskSignature(New(task, null, list, []));
    }

    /// <summary>Tasks one after the other, each with the result of the one before as its first argument.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TaskSignature Chain(params ReadOnlySpan<TaskSignature> tasks) =>
        new(New("celery.chain", "chain", [], new JsonObject { ["tasks"] = Copies(tasks) }));

    /// <summary>Tasks side by side.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TaskSignature Group(params ReadOnlySpan<TaskSignature> tasks) =>
        new(New("celery.group", "group", [], new JsonObject { ["tasks"] = Copies(tasks) }));

    /// <summary>Tasks side by side, and a body that is sent with the list of their results when all of them have succeeded.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TaskSignature Chord(IReadOnlyList<TaskSignature> header, TaskSignature body) =>
        new(New("celery.chord", "chord", [], new JsonObject
        {
            ["kwargs"] = new JsonObject(),
            ["header"] = Copies([.. header]),
            ["body"] = body.Json.DeepClone(),
        }));

    /// <summary>The same with a keyword argument.</summary>
    public TaskSignature With(string name, JsonNode? value)
    {
        var json = Copy();
        json["kwargs"]![name] = value?.DeepClone();
        return new TaskSignature(json);
    }

    /// <summary>The same with options.</summary>
    /// <param name="options">Queue, priority, eta or countdown, expiry, time limits, whether a result is kept, and an id.</param>
    /// <exception cref="ArgumentException">
    /// There are others, for which Celery's signatures have no place; or the queue has a name that no queue may have.
    /// </exception>
    public TaskSignature With(EnqueueOptions options)
    {
        if (options.MaxRetries is not null || options.RetryDelay is not null || options.MaxRetryDelay is not null)
            throw new ArgumentException("a signature has no place for retries: its task's handler says how often it is tried again", nameof(options));
        if (options.IdempotencyKey is not null || options.TraceParent is not null)
            throw new ArgumentException("a signature has no place for an idempotency key or a trace of its own", nameof(options));
        var json = Copy();
        var own = Signature.Options(json);
        Set(own, "task_id", options.TaskId);
        Set(own, "queue", options.Queue is null ? null : Redis.QueueName.Require(options.Queue));
        Set(own, "priority", options.Priority == 0 ? null : options.Priority);
        Set(own, "eta", options.Eta is { } eta ? CeleryTime.Header(eta) : null);
        Set(own, "countdown", options.Eta is null ? options.Countdown?.TotalSeconds : null);
        Set(own, "expires", options.Expires is { } expires ? CeleryTime.Header(expires) : null);
        Set(own, "time_limit", options.HardTimeLimit?.TotalSeconds);
        Set(own, "soft_time_limit", options.SoftTimeLimit?.TotalSeconds);
        Set(own, "ignore_result", options.IgnoreResult ? true : null);
        return new TaskSignature(json);
    }

    /// <summary>The same, which takes no result of a task before it: Celery's <c>si</c>.</summary>
    public TaskSignature Immutable()
    {
        var json = Copy();
        json["immutable"] = true;
        return new TaskSignature(json);
    }

    /// <summary>The same, and another one that is sent with its result when it has succeeded.</summary>
    /// <exception cref="ArgumentException">It is a group: a chord has a body, which is sent when all of its tasks have succeeded.</exception>
    public TaskSignature Then(TaskSignature next)
    {
        var json = Copy();
        var kind = Signature.Kind(json);
        if (kind == SignatureKind.Group)
            throw new ArgumentException("a group has nothing that follows all of it: make a chord of it", nameof(next));
        Signature.Append(kind == SignatureKind.Chord ? Signature.Body(json) : json, "link", [next.Json]);
        return new TaskSignature(json);
    }

    /// <summary>The same, and another one that is sent with the id of the task when one has failed.</summary>
    public TaskSignature OnError(TaskSignature next)
    {
        var json = Copy();
        Signature.LinkErrors(json, [next.Json]);
        return new TaskSignature(json);
    }

    private static void Set(JsonObject options, string name, JsonNode? value)
    {
        if (value is not null)
            options[name] = value;
    }

    private static JsonArray Copies(ReadOnlySpan<TaskSignature> tasks)
    {
        if (tasks.Length == 0)
            throw new ArgumentException("a chain, group or chord has at least one task", nameof(tasks));
        var copies = new JsonArray();
        foreach (var task in tasks)
            copies.Add((JsonNode)task.Copy());
        return copies;
    }

    private static JsonObject New(string task, string? type, JsonArray args, JsonObject kwargs) => new()
    {
        ["task"] = task,
        ["args"] = args,
        ["kwargs"] = kwargs,
        ["options"] = new JsonObject(),
        ["subtask_type"] = type,
        ["immutable"] = false,
    };

    private JsonObject Copy() => Json.DeepClone().AsObject();
}
