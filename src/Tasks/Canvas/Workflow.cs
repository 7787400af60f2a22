using System.Text.Json.Nodes;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Tasks.Telemetry;

namespace October.Tasks.Canvas;

/// <summary>
/// What follows the end of a task, by the embed of its message: links and the rest of a chain after a success, error links and the failure of the rest
/// of the chain after a failure, and its part of a chord. Pure but for the ids.
/// </summary>
internal sealed partial class Workflow
{
    /// <summary>So many signatures at most become a dead letter each: where more are refused together, the message as a whole becomes one.</summary>
    private const int MostRefused = 1000;

    private readonly TaskMessage _task;
    private readonly DateTimeOffset _now;
    private readonly Budget _budget;
    private readonly Dispatcher _dispatcher;
    private readonly Following _following;
    private readonly string _root;
    private readonly List<Change> _changes = [];
    private readonly List<ChordPart> _parts = [];

    private Workflow(TaskMessage task, Dispatcher dispatcher, Budget budget, DateTimeOffset now, Following following) =>
        (_task, _now, _dispatcher, _budget, _root, _following) = (task, now, dispatcher, budget, task.RootId ?? task.Id, following);

    /// <summary>The changes beside the task's own result and the parts of chords.</summary>
    public IEnumerable<Change> Changes => _dispatcher.Changes.Concat(_changes);

    /// <summary>The parts of chords that end with it.</summary>
    public IReadOnlyList<ChordPart> Parts => _parts;

    /// <summary>The results of what it has sent, as they stand in its own result.</summary>
    public JsonArray Children { get; private set; } = [];

    /// <summary>What follows.</summary>
    /// <param name="task">The task; one whose message cannot be read is known by its headers alone.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="queue">Where signatures go that name no queue.</param>
    /// <param name="now">The present time.</param>
    /// <param name="newId">Makes ids.</param>
    /// <param name="queueOf">The queue of a task by its name, before <paramref name="queue"/>; null for that.</param>
    /// <param name="budget">How much may be made of it; null for as much as ever may be.</param>
    public static Workflow After(
        TaskMessage task, Ending ending, string queue, DateTimeOffset now, Func<string> newId, Func<string, string?>? queueOf = null, Budget? budget = null)
    {
        budget ??= new Budget();
        var workflow = new Workflow(task, new Dispatcher(Sender.Of(task), queue, now, newId, budget, queueOf), budget, now, ending.Following);
        budget.Grant(task.Embed.Length + ending.Value.Length);
        if (task.Embed.IsEmpty)
        {
            workflow.PartOfUnknown(ending);
            return workflow;
        }

        if (JsonText.Parse(task.Embed.Span) is not JsonObject embed)
            return workflow;
        var request = new JsonObject { ["task_id"] = task.Id, ["group_id"] = task.GroupId, ["chord"] = embed["chord"]?.DeepClone() };
        if (task.GroupIndex is { } index)
            request["group_index"] = index;
        if (ending.State == TaskState.Success)
        {
            workflow.Continue(embed, JsonText.Parse(ending.Value.Span));
            workflow.Part(request, ending);
        }
        else if (ending.Following == Following.Failures)
        {
            workflow.Part(request, ending);
            workflow.FailAll([.. Signature.List(embed["chain"]), .. Signature.List(embed["callbacks"])], ending);
        }
        else if (ending.State == TaskState.Failure)
        {
            request["chain"] = embed["chain"]?.DeepClone();
            request["link_error"] = embed["errbacks"]?.DeepClone();
            workflow.Fail(request, ending);
        }
        else
        {
            workflow.Part(request, ending);
        }

        workflow.Children = new JsonArray([.. (ending.Children ?? []).Concat(workflow._dispatcher.Children).Select(static child => child!.DeepClone())]);
        return workflow;
    }

    /// <summary>Adds what follows the last part of a chord: its body with the results, or the failure of the body.</summary>
    /// <param name="part">The part.</param>
    /// <param name="ended">All parts' ends in the order of the header.</param>
    /// <param name="results">The results in the shape of the header, or null when that is the list of the parts.</param>
    public void Complete(ChordPart part, IReadOnlyList<JsonArray> ended, JsonArray? results)
    {
        part.Completes = ended.Count;
        if (part.Body is not JsonObject)
        {
            part.IsKept = true;
            return;
        }

        var failed = ended.FirstOrDefault(static one => one[2]?.GetValue<string>() is TaskState.Failure or TaskState.Revoked);
        if (failed is not null)
            FailBody(part, $"Dependency {failed[1]} raised {PythonException.Repr(failed[3])}");
        else
            Start(part.Body, results ?? Results(ended));
    }

    private void Start(JsonNode body, JsonArray results)
    {
        _budget.Grant(results);
        Try(body, read => _dispatcher.Apply(read, new JsonArray((JsonNode)results)));
    }

    private static JsonArray Results(IReadOnlyList<JsonArray> ended) => new([.. ended.Select(static one => one[3]?.DeepClone())]);

    /// <summary>Adds the failure of a chord whose results cannot be put together.</summary>
    public void CannotJoin(ChordPart part, int ended, string reason)
    {
        part.Completes = ended;
        FailBodyOrRefuse(part, reason);
    }

    /// <summary>Gives up a part of a chord that cannot be counted: its keys hold something else, and no other part can be counted either.</summary>
    public void CannotCount(ChordPart part)
    {
        _parts.Remove(part);
        if (part.Body is not { } body)
            return;
        var reason = $"the keys of its group \"{part.Group}\" hold something else than a chord";
        var options = (body as JsonObject)?["options"] as JsonObject;
        _changes.Add(new Change.Refuse(
            options is null ? "" : Signature.Text(options, "task_id") ?? "", Signature.Text((body as JsonObject)?["task"]) ?? "", part.EncodedBody, reason));
        FailBody(part, reason);
    }

    /// <summary>Refuses what would be sent to keys that cannot take it.</summary>
    /// <param name="problem">Why a message cannot be put on its list; null for one that can.</param>
    public void RefuseKeys(Func<TaskMessage, string?> problem)
    {
        foreach (var message in _dispatcher.TakeBack(message => problem(message) is not null))
        {
            var reason = $"a follow-up of task {_task.Id} ({_task.Task}) cannot be sent: {problem(message)}";
            _changes.Add(new Change.Refuse(message.Id, message.Task, EnvelopeWriter.Write(message, message.Id), reason));
            var options = new JsonObject { ["task_id"] = message.Id, ["group_id"] = message.GroupId, ["group_index"] = message.GroupIndex };
            var embed = message.Embed.IsEmpty ? null : JsonText.Parse(message.Embed.Span)!.AsObject();
            foreach (var (option, part) in ((string, string)[])[("chain", "chain"), ("chord", "chord"), ("link_error", "errbacks")])
                options[option] = embed?[part]?.DeepClone();
            FailSignature(
                new JsonObject { ["task"] = message.Task, ["options"] = options },
                new Ending(TaskState.Failure, Failure: new TaskFailure("SignatureError", reason, "october")));
        }
    }

    private void Continue(JsonObject embed, JsonNode? value)
    {
        JsonArray args = [value];
        var callbacks = Signature.List(embed["callbacks"]);
        var isOne = callbacks.Count == 1;
        var singles = new JsonArray();
        foreach (var callback in callbacks)
        {
            Try(callback!, read =>
            {
                if (isOne || Signature.Kind(read) == SignatureKind.Group)
                    _dispatcher.Apply(read, args, Descent());
                else
                    singles.Add((JsonNode)read);
            });
        }

        if (singles.Count > 0)
            Try(singles, tasks => _dispatcher.Group(tasks, args, Descent(), isChild: true));
        var chain = Signature.List(embed["chain"]);
        if (chain.Count == 0)
            return;
        var next = chain[^1]!;
        chain.RemoveAt(chain.Count - 1);
        var options = Descent();
        options["chain"] = chain;
        Try(next, read => _dispatcher.Apply(read, args, options), chain);
    }

    private void Part(JsonObject options, Ending ending)
    {
        if (options["chord"] is not JsonObject body || Signature.Text(options, "group_id") is not { } group || Signature.Text(options, "task_id") is not { } id)
            return;
        var result = ending.Failure is { } failure ? ResultWriter.Exception(failure) : JsonText.Parse(ending.Value.Span);
        var index = (int?)Signature.Number(options, "group_index");
        _parts.Add(new ChordPart(group, index, SignatureMessage.Bytes(new JsonArray(1, id, ending.State, result)), body.DeepClone()));
    }

    /// <summary>
    /// The part that ends with a task whose message cannot be read: if its group is a chord, the others are not to wait for it. A group that is none has no
    /// counter, and the part is kept in vain until it expires.
    /// </summary>
    private void PartOfUnknown(Ending ending)
    {
        if (_task.GroupId is { } group && ending.Failure is { } failure)
        {
            var encoded = SignatureMessage.Bytes(new JsonArray(1, _task.Id, ending.State, ResultWriter.Exception(failure)));
            _parts.Add(new ChordPart(group, _task.GroupIndex, encoded, null));
        }
    }

    /// <summary>Sends a signature, or refuses it with the reason: then what would have followed it follows its failure.</summary>
    private void Try(JsonNode signature, Action<JsonObject> send, JsonArray? rest = null)
    {
        try
        {
            _budget.Copy(signature);
            var read = Signature.Read(signature);
            _dispatcher.Whole(() => send(read));
        }
#pragma warning disable CA1031 // Whatever one signature says must follow it: the others are sent.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            Refuse(signature, exception.Message, rest);
        }
    }

    private void Try(JsonArray signatures, Action<JsonArray> send)
    {
        try
        {
            _dispatcher.Whole(() => send(signatures));
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception) when (exception is not OutOfMemoryException && signatures.Count <= MostRefused)
#pragma warning restore CA1031
        {
            foreach (var signature in signatures)
                Refuse(signature!, exception.Message, null);
        }
    }

    private void Refuse(JsonNode signature, string why, JsonArray? rest)
    {
        var reason = $"a follow-up of task {_task.Id} ({_task.Task}) cannot be sent: {LogText.Line(why, SignatureException.Longest)}";
        var options = (signature as JsonObject)?["options"] as JsonObject;
        var id = options is null ? "" : Signature.Text(options, "task_id") ?? "";
        var name = Signature.Text((signature as JsonObject)?["task"]) ?? "";
        _changes.Add(new Change.Refuse(id, name, SignatureMessage.Bytes(signature), reason));
        var ending = new Ending(TaskState.Failure, Failure: new TaskFailure("SignatureError", reason, "october"));
        FailSignature(signature, ending);
        foreach (var element in (rest ?? []).OfType<JsonObject>())
            FailUnsent(element, ending);
    }

    private JsonObject Descent() => new() { ["parent_id"] = _task.Id, ["root_id"] = _root };
}
