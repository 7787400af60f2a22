using System.Text.Json.Nodes;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Canvas;

/// <summary>From a signature to the messages that start it, as Celery's <c>apply_async</c> in a worker. Pure but for the ids.</summary>
/// <param name="sender">The task whose end sends it, or who else does.</param>
/// <param name="queue">Where signatures go that name no queue.</param>
/// <param name="now">For countdowns.</param>
/// <param name="newId">Makes ids.</param>
/// <param name="budget">How much may be made of it all.</param>
/// <param name="queueOf">The queue of a task by its name, before <paramref name="queue"/>; null for that.</param>
internal sealed class Dispatcher(
    Sender sender, string queue, DateTimeOffset now, Func<string> newId, Budget budget, Func<string, string?>? queueOf = null)
{
    private readonly Freezer _freezer = new(newId, budget);
    private readonly List<Change> _changes = [];

    /// <summary>What has been applied, in order: sizes of chords come before their parts.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>The results that become children of the parent's.</summary>
    public JsonArray Children { get; } = [];

    /// <summary>Does it all, or nothing of it when it throws.</summary>
    public void Whole(Action send)
    {
        var (changes, children, left) = (_changes.Count, Children.Count, budget.Left);
        try
        {
            send();
        }
        catch
        {
            _changes.RemoveRange(changes, _changes.Count - changes);
            while (Children.Count > children)
                Children.RemoveAt(Children.Count - 1);
            budget.Return(left);
            throw;
        }
    }

    /// <summary>Takes back these of the messages that are sent.</summary>
    public IReadOnlyList<TaskMessage> TakeBack(Func<TaskMessage, bool> which)
    {
        var taken = new List<TaskMessage>();
        _changes.RemoveAll(change =>
        {
            if (change is not Change.Send send || !which(send.Message))
                return false;
            taken.Add(send.Message);
            return true;
        });
        return taken;
    }

    /// <summary>Sends a signature.</summary>
    /// <param name="signature">A signature that was read.</param>
    /// <param name="args">Arguments to put in front of its own.</param>
    /// <param name="options">Options that win over its own.</param>
    /// <param name="isChild">True when its result becomes a child of the parent's.</param>
    /// <exception cref="SignatureException">It cannot be sent.</exception>
    public FrozenResult Apply(JsonObject signature, JsonArray args, JsonObject? options = null, bool isChild = true) => Signature.Kind(signature) switch
    {
        SignatureKind.Chain => Chain(signature, args, options, isChild),
        SignatureKind.Group => Group(Signature.Tasks(signature), args, With(Signature.Options(signature), options), isChild),
        SignatureKind.Chord => Chord(signature, args, options, isChild),
        _ => Task(signature, args, options, isChild),
    };

    /// <summary>Sends tasks side by side.</summary>
    public FrozenResult Group(JsonArray tasks, JsonArray args, JsonObject options, bool isChild)
    {
        var group = Take(options, "task_id") ?? newId();
        options["group_id"] = group;
        budget.Copy(tasks);
        var chord = options["chord"];
        options.Remove("chord");
        var root = Signature.Text(options, "root_id");
        var prepared = Freezer.Unroll(tasks).Select(static task => task.DeepClone().AsObject()).ToList();
        budget.Copy(options, prepared.Count);
        budget.Copy(chord, prepared.Count);
        var results = prepared.ConvertAll(task => _freezer.Freeze(task, new Freezer.Place(Root: root) { Group = group }));
        if (prepared.Count > 0 && (chord is not null || Signature.Ends(prepared[^1]).Any(static end => Signature.Options(end)["chord"] is not null)))
            _changes.Add(new Change.Size(Counted(group), prepared.Sum(Size)));
        foreach (var task in prepared)
        {
            var each = options.DeepClone().AsObject();
            if (chord is not null)
                each["chord"] = chord.DeepClone();
            Apply(task, args, each, isChild: false);
        }

        var result = results is [{ Members: not null } only] ? only : new FrozenResult(group, results);
        if (isChild && prepared.Count > 0)
            Children.Add((JsonNode)result.ToTuple());
        return result;
    }

    private FrozenResult Task(JsonObject given, JsonArray args, JsonObject? options, bool isChild)
    {
        budget.Send();
        budget.Copy(given);
        Copy(args, options);
        var signature = Signature.Merge(given, args, options);
        var message = SignatureMessage.Of(signature, sender, queueOf?.Invoke(Signature.RouteName(signature)) ?? queue, now, newId);
        _changes.Add(new Change.Send(message));
        var result = new FrozenResult(message.Id);
        if (isChild)
            Children.Add((JsonNode)result.ToTuple());
        return result;
    }

    private FrozenResult Chain(JsonObject chain, JsonArray args, JsonObject? extra, bool isChild)
    {
        Copy(args, extra);
        var options = With(Signature.Options(chain), extra);
        if (!Signature.IsTrue(chain["immutable"]))
            Signature.Prepend(chain = chain.DeepClone().AsObject(), args);
        var place = new Freezer.Place(Take(options, "task_id"), Take(options, "root_id"))
        {
            Group = Take(options, "group_id"),
            GroupIndex = (int?)Signature.Number(options, "group_index"),
            Chord = options["chord"],
        };
        var (link, linkError) = (Signature.List(options["link"]), Signature.List(options["link_error"]));
        foreach (var name in (string[])["parent_id", "group_index", "chord", "link", "link_error"])
            options.Remove(name);
        var (steps, results) = _freezer.Steps(chain["args"]!.AsArray(), Signature.Tasks(chain), place, linkError, isCopied: true);
        if (steps.Count == 0)
            throw new SignatureException("a chain without tasks");
        Signature.Append(steps[0], "link", link);
        var first = steps[^1];
        steps.RemoveAt(steps.Count - 1);
        if (steps.Count > 0)
        {
            var rest = Signature.List(options["chain"]);
            foreach (var step in steps)
                rest.Add((JsonNode)step);
            options["chain"] = rest;
        }

        var applied = Apply(first, [], options, isChild);
        return steps.Count == 0 ? applied : results[0];
    }

    private FrozenResult Chord(JsonObject chord, JsonArray args, JsonObject? extra, bool isChild)
    {
        Copy(args, extra);
        if (!Signature.IsTrue(chord["immutable"]))
            Signature.Prepend(chord = chord.DeepClone().AsObject(), args);
        var options = With(Signature.Options(chord), extra);
        var id = Take(options, "task_id");
        var body = Signature.Merge(Signature.Body(chord), options: options);
        foreach (var name in (string[])["interval", "countdown", "max_retries", "eager"])
            options.Remove(name);
        var result = _freezer.Freeze(body, new Freezer.Place(id, Signature.Text(Signature.Options(body), "root_id")));
        options.Remove("chain");
        options.Remove("chord");
        options.Remove("group_index");
        var tasks = Signature.Tasks(chord).DeepClone().AsArray();
        var group = Freezer.GroupOf(tasks) ?? newId();
        if (tasks.Count == 0)
        {
            Apply(body, new JsonArray((JsonNode)new JsonArray()), isChild: isChild);
            return result;
        }

        var header = _freezer.Members(tasks, new Freezer.Place(Root: Signature.Text(Signature.Options(body), "root_id")) { Group = group, Chord = body });
        // The body is given its parts' results in the shape of the header: kept where that is not simply a list.
        if (header.Any(static member => member.Members is not null))
            _changes.Add(new Change.Shape(Counted(group), new FrozenResult(group, header).ToTuple()));
        options["task_id"] = group;
        result.First.Parent = Group(tasks, chord["args"]!.AsArray(), options, isChild);
        return result;
    }

    /// <summary>How many ends a part of a chord counts for.</summary>
    private static int Size(JsonObject signature) => Signature.Kind(signature) switch
    {
        SignatureKind.Chain => Signature.Tasks(signature).Reverse().Select(static task => Size(task!.AsObject())).FirstOrDefault(static size => size > 0),
        SignatureKind.Group => Signature.Tasks(signature).Sum(static task => Size(task!.AsObject())),
        SignatureKind.Chord => Size(Signature.Body(signature)),
        _ => 1,
    };

    /// <summary>The id of a group whose parts are counted: its key must not be one of those that count another's.</summary>
    private static string Counted(string group) =>
        Array.Exists(RedisKeys.GroupSuffixes, suffix => group.EndsWith(suffix, StringComparison.Ordinal))
            ? throw new SignatureException($"the id of its group ends in \"{group[^2..]}\", as the keys that count the parts of other groups do")
            : group;

    private void Copy(JsonArray args, JsonObject? options)
    {
        budget.CopyArguments(args);
        budget.Copy(options);
    }

    private static JsonObject With(JsonObject options, JsonObject? extra)
    {
        var all = options.DeepClone().AsObject();
        foreach (var (name, value) in extra ?? [])
        {
            if (value is not null)
                all[name] = value.DeepClone();
        }

        return all;
    }

    private static string? Take(JsonObject options, string name)
    {
        var text = Signature.Text(options, name);
        options.Remove(name);
        return text;
    }
}
