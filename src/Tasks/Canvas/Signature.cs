using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Messages;

namespace October.Tasks.Canvas;

/// <summary>Celery's signature: a task with its arguments and options, or a chain, group or chord of signatures, as JSON.</summary>
internal static class Signature
{
    private const int MaxDepth = 64;

    private static readonly string[] Ids = ["task_id", "group_id"];

    /// <summary>An own copy of a signature, in which every part has the type that it must have.</summary>
    /// <exception cref="SignatureException">It has not.</exception>
    public static JsonObject Read(JsonNode? json)
    {
        var signature = json?.DeepClone();
        Complete(signature, 0);
        return signature!.AsObject();
    }

    /// <summary>Adds what is absent to a signature and to all within it.</summary>
    private static void Complete(JsonNode? json, int depth)
    {
        if (json is not JsonObject signature || !IsText(signature["task"]))
            throw new SignatureException("a signature is an object with the name of a task");
        if (depth > MaxDepth)
            throw new SignatureException($"signatures are nested deeper than {MaxDepth}");
        signature["args"] ??= new JsonArray();
        signature["kwargs"] ??= new JsonObject();
        signature["options"] ??= new JsonObject();
        if (signature["args"] is not JsonArray || signature["kwargs"] is not JsonObject kwargs || signature["options"] is not JsonObject)
            throw new SignatureException($"the signature of {Name(signature)} needs a list args and maps kwargs and options");
        if (!IdText.Fits(Name(signature)))
            throw new SignatureException($"the name of its task {IdText.Rule}");
        if (Array.Find(Ids, name => Text(Options(signature), name) is { } id && !IdText.Fits(id)) is { } option)
            throw new SignatureException($"its option {option} {IdText.Rule}");
        switch (Kind(signature))
        {
            case SignatureKind.Chain or SignatureKind.Group:
                CompleteAll(kwargs["tasks"], depth);
                break;
            case SignatureKind.Chord:
                if (kwargs["header"] is JsonObject one)
                    kwargs["header"] = List(one["kwargs"] is JsonObject group && group["tasks"] is { } tasks ? tasks : one);
                CompleteAll(kwargs["header"], depth);
                Complete(kwargs["body"], depth + 1);
                break;
        }
    }

    /// <summary>What kind of signature it is.</summary>
    /// <exception cref="SignatureException">Of a kind that Celery 5 does not have.</exception>
    public static SignatureKind Kind(JsonObject signature) => signature["subtask_type"] switch
    {
        null => SignatureKind.Task,
        var type when IsText(type) => type.GetValue<string>() switch
        {
            "chain" => SignatureKind.Chain,
            "group" => SignatureKind.Group,
            "chord" => SignatureKind.Chord,
            "xmap" or "xstarmap" => SignatureKind.Task,
            var other => throw new SignatureException($"subtask_type \"{other}\" is not supported; send tasks, maps, chains, groups and chords"),
        },
        _ => throw new SignatureException("subtask_type is not a text"),
    };

    public static string Name(JsonObject signature) => signature["task"]!.GetValue<string>();

    /// <summary>The name by which its queue is found: of a map that of the task which it runs.</summary>
    public static string RouteName(JsonObject signature) =>
        signature["subtask_type"] is not null && signature["kwargs"]!["task"] is JsonObject mapped && Text(mapped["task"]) is { } name
            ? name
            : Name(signature);

    public static JsonObject Options(JsonObject signature) => signature["options"]!.AsObject();

    /// <summary>The tasks of a chain or a group, or the header of a chord.</summary>
    public static JsonArray Tasks(JsonObject signature) =>
        signature["kwargs"]![Kind(signature) == SignatureKind.Chord ? "header" : "tasks"]!.AsArray();

    public static JsonObject Body(JsonObject chord) => chord["kwargs"]!["body"]!.AsObject();

    /// <summary>The id it was given, or null.</summary>
    public static string? Id(JsonObject signature) => Text(Options(signature), "task_id");

    public static string? Text(JsonObject options, string name) => Text(options[name]);

    /// <summary>A number, whether it was read or set here: a node holds only the type it was made of.</summary>
    public static double? Number(JsonObject options, string name) =>
        options[name] is { } number && number.GetValueKind() == JsonValueKind.Number
            ? double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture)
            : null;

    public static bool IsTrue(JsonNode? json) => json?.GetValueKind() == JsonValueKind.True;

    /// <summary>
    /// An own copy with further arguments in front, unless it is immutable, and further options, which win except for a group's id and for stamps.
    /// </summary>
    public static JsonObject Merge(JsonObject signature, JsonArray? args = null, JsonObject? options = null)
    {
        var merged = signature.DeepClone().AsObject();
        if (!IsTrue(merged["immutable"]))
            Prepend(merged, args);
        var stamped = Options(merged)["stamped_headers"] as JsonArray;
        foreach (var (name, value) in options ?? [])
        {
            var stays = name is "group_id" or "stamped_headers" || stamped?.Any(header => IsText(header) && header!.GetValue<string>() == name) == true;
            if (value is not null && !(stays && Options(merged).ContainsKey(name)))
                Options(merged)[name] = value.DeepClone();
        }

        return merged;
    }

    public static void Prepend(JsonObject signature, JsonArray? args)
    {
        if (args is not { Count: > 0 })
            return;
        // Anew: to insert one by one would move all behind it each time.
        var own = signature["args"]!.AsArray();
        JsonNode?[] behind = [.. own];
        own.Clear();
        signature["args"] = new JsonArray([.. args.Select(static value => value?.DeepClone()), .. behind]);
    }

    /// <summary>An option that is a list, or one item of it.</summary>
    public static JsonArray List(JsonNode? option) => option switch
    {
        null => [],
        JsonArray list => list.DeepClone().AsArray(),
        _ => new JsonArray(option.DeepClone()),
    };

    /// <summary>Has <paramref name="errbacks"/> sent when the signature fails.</summary>
    public static void LinkErrors(JsonObject signature, ICollection<JsonNode?> errbacks)
    {
        switch (Kind(signature))
        {
            case SignatureKind.Group:
                foreach (var task in Tasks(signature))
                    LinkErrors(task!.AsObject(), errbacks);
                break;
            case SignatureKind.Chord:
                LinkErrors(Body(signature), errbacks);
                break;
            default:
                Append(signature, "link_error", errbacks);
                break;
        }
    }

    /// <summary>Adds to an option that is a list, each value once.</summary>
    public static void Append(JsonObject signature, string option, ICollection<JsonNode?> values)
    {
        if (values.Count == 0)
            return;
        var list = List(Options(signature)[option]);
        // Senders decide how many there are: comparing each with all would take a time that grows with their square.
        var known = new HashSet<JsonNode?>(list, SameJson.Instance);
        foreach (var value in values.Where(known.Add))
            list.Add(value?.DeepClone());
        Options(signature)[option] = list;
    }

    /// <summary>The tasks whose ends are the end of the signature.</summary>
    public static IEnumerable<JsonObject> Ends(JsonObject signature) => Kind(signature) switch
    {
        SignatureKind.Chain => Tasks(signature).LastOrDefault() is { } last ? Ends(last.AsObject()) : [],
        SignatureKind.Group => Tasks(signature).SelectMany(static task => Ends(task!.AsObject())),
        SignatureKind.Chord => Ends(Body(signature)),
        _ => [signature],
    };

    private static void CompleteAll(JsonNode? tasks, int depth)
    {
        if (tasks is not JsonArray list)
            throw new SignatureException("a chain, group or chord needs a list of signatures");
        foreach (var task in list)
            Complete(task, depth + 1);
    }

    private static bool IsText(JsonNode? json) => Text(json) is not null;

    /// <summary>A text; null for any other value, and for half a surrogate pair, which JSON can write and no text can have.</summary>
    public static string? Text(JsonNode? json)
    {
        try
        {
            return json?.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
