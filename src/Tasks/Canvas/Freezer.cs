using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>Gives signatures their ids before they are sent, in place, as Celery's <c>freeze</c> does.</summary>
internal sealed class Freezer(Func<string> newId, Budget budget)
{
    /// <summary>What a signature is frozen into; all parts may be absent.</summary>
    public sealed record Place(string? Id = null, string? Root = null, string? Parent = null)
    {
        public string? Group { get; init; }

        public int? GroupIndex { get; init; }

        /// <summary>The body of the chord whose part it is.</summary>
        public JsonNode? Chord { get; init; }
    }

    /// <exception cref="SignatureException">More would be made of it than may be.</exception>
    public FrozenResult Freeze(JsonObject signature, Place place)
    {
        budget.Freeze();
        switch (Signature.Kind(signature))
        {
            case SignatureKind.Chain:
                return Steps(signature["args"]!.AsArray(), Signature.Tasks(signature), place, [], isCopied: false).Results[0];
            case SignatureKind.Group:
                var options = Signature.Options(signature);
                var group = Signature.Text(options, "task_id") ?? place.Group ?? newId();
                options["task_id"] = group;
                Note(options, place);
                return new FrozenResult(group, Members(Signature.Tasks(signature), place with { Id = null }));
            case SignatureKind.Chord:
                return Chord(signature, place);
            default:
                var id = Signature.Id(signature) ?? place.Id ?? newId();
                Signature.Options(signature)["task_id"] = id;
                Note(Signature.Options(signature), place);
                return new FrozenResult(id);
        }
    }

    /// <summary>Freezes the tasks of a group, with nested groups unrolled into it.</summary>
    public IReadOnlyList<FrozenResult> Members(JsonArray tasks, Place place)
    {
        budget.Copy(tasks);
        var unrolled = Unroll(tasks).Select(static task => task.DeepClone().AsObject()).ToList();
        tasks.Clear();
        foreach (var task in unrolled)
            tasks.Add((JsonNode)task);
        return [.. unrolled.Select((task, index) => Freeze(task, place with { GroupIndex = index }))];
    }

    /// <summary>The group that the tasks of a header were frozen into by the chord's sender, and keep; null when they were not.</summary>
    public static string? GroupOf(JsonArray tasks) =>
        tasks
            .SelectMany(static task => Signature.Ends(task!.AsObject()))
            .Select(static end => Signature.Text(Signature.Options(end), "group_id"))
            .FirstOrDefault();

    public static IEnumerable<JsonObject> Unroll(JsonArray tasks) => tasks.SelectMany(static task =>
        Signature.Kind(task!.AsObject()) == SignatureKind.Group ? Unroll(Signature.Tasks(task.AsObject())) : [task.AsObject()]);

    /// <summary>
    /// The steps of a chain and their results, both with the last one first. Chains within are spliced in; a group before another step becomes a chord
    /// with that step as its body.
    /// </summary>
    public (List<JsonObject> Tasks, List<FrozenResult> Results) Steps(JsonArray args, JsonArray tasks, Place place, JsonArray linkError, bool isCopied)
    {
        var left = new Stack<JsonObject>(tasks.Select(static task => task!.AsObject()));
        var (steps, results) = (new List<JsonObject>(), new List<FrozenResult>());
        JsonObject? next = null;
        FrozenResult? nextResult = null;
        while (left.TryPop(out var task))
        {
            if (Signature.Kind(task) == SignatureKind.Group && Signature.Tasks(task).Count == 1)
                task = Signature.Tasks(task)[0]!.AsObject();
            budget.Copy(isCopied ? task : null);
            budget.CopyArguments(left.Count == 0 ? args : null);
            if (isCopied)
                task = Signature.Merge(task, left.Count == 0 ? args : null);
            else if (left.Count == 0)
                Signature.Prepend(task, args);
            if (Signature.Kind(task) == SignatureKind.Chain)
            {
                foreach (var inner in Signature.Tasks(task))
                    left.Push(inner!.AsObject());
                continue;
            }

            if (next is not null && Signature.Kind(task) == SignatureKind.Group)
            {
                task = ToChord(task, next, nextResult!, place.Root);
                steps.RemoveAt(steps.Count - 1);
                results.RemoveAt(results.Count - 1);
            }

            var result = Freeze(task, next is null ? place with { Parent = null } : new Place(Root: place.Root));
            if (nextResult is { Parent: null })
                nextResult.Parent = result;
            budget.Copy(linkError, linkError.Count > 0 ? LinkTargets(task) : 0);
            Signature.LinkErrors(task, linkError);
            steps.Add(task);
            results.Add(result);
            (next, nextResult) = (task, Signature.Kind(task) == SignatureKind.Chord ? result.First : result);
        }

        return (steps, results);
    }

    /// <summary>How many signatures carry the error links of this one.</summary>
    private static int LinkTargets(JsonObject signature) => Signature.Kind(signature) switch
    {
        SignatureKind.Group => Signature.Tasks(signature).Sum(static task => LinkTargets(task!.AsObject())),
        SignatureKind.Chord => LinkTargets(Signature.Body(signature)),
        _ => 1,
    };

    private JsonObject ToChord(JsonObject group, JsonObject body, FrozenResult bodyResult, string? root)
    {
        budget.Copy(group);
        budget.Copy(body);
        var options = new JsonObject();
        if (bodyResult.Members is null)
            options["task_id"] = bodyResult.Id;
        if (root is not null)
            options["root_id"] = root;
        return new JsonObject
        {
            ["task"] = "celery.chord",
            ["args"] = group["args"]!.DeepClone(),
            ["kwargs"] = new JsonObject
            {
                ["kwargs"] = new JsonObject(),
                ["header"] = Signature.Tasks(group).DeepClone(),
                ["body"] = body.DeepClone(),
            },
            ["options"] = options,
            ["subtask_type"] = "chord",
            ["immutable"] = false,
        };
    }

    /// <summary>The body first: each part of the header carries a copy of it, with its ids.</summary>
    private FrozenResult Chord(JsonObject chord, Place place)
    {
        var body = Freeze(Signature.Body(chord), place with { Parent = null });
        // Its group begins when it is sent. Celery's workers, which may be who sends it, count the parts under an id of their own, and leave one that is there.
        var group = GroupOf(Signature.Tasks(chord));
        var header = Members(Signature.Tasks(chord), new Place(Root: place.Root, Parent: place.Parent) { Group = group, Chord = Signature.Body(chord) });
        body.First.Parent = new FrozenResult(group ?? newId(), header);
        return body;
    }

    private void Note(JsonObject options, Place place)
    {
        if (place.Root is not null)
            options["root_id"] = place.Root;
        if (place.Parent is not null)
            options["parent_id"] = place.Parent;
        if (place.Group is not null && !options.ContainsKey("group_id"))
            options["group_id"] = place.Group;
        if (place.Chord is not null)
        {
            budget.Copy(place.Chord);
            options["chord"] = place.Chord.DeepClone();
        }

        if (place.GroupIndex is { } index)
            options["group_index"] = index;
    }
}
