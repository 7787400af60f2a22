using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>Celery's signature: a task with its arguments and options, or a chain, group or chord of signatures, as JSON.</summary>
internal static class Signature
{
    private const int MaxDepth = 64;

    /// <summary>An own copy of a signature, in which every part has the type that it must have.</summary>
    /// <exception cref="SignatureException">It has not.</exception>
    public static JsonObject Read(JsonNode? json, int depth = 0)
    {
        if (json is not JsonObject given || !IsText(given["task"]))
            throw new SignatureException("a signature is an object with the name of a task");
        if (depth > MaxDepth)
            throw new SignatureException($"signatures are nested deeper than {MaxDepth}");
        var signature = given.DeepClone().AsObject();
        signature["args"] ??= new JsonArray();
        signature["kwargs"] ??= new JsonObject();
        signature["options"] ??= new JsonObject();
        if (signature["args"] is not JsonArray || signature["kwargs"] is not JsonObject kwargs || signature["options"] is not JsonObject)
            throw new SignatureException($"the signature of {Name(signature)} needs a list args and maps kwargs and options");
        switch (Kind(signature))
        {
            case SignatureKind.Chain or SignatureKind.Group:
                kwargs["tasks"] = ReadAll(kwargs["tasks"], depth);
                break;
            case SignatureKind.Chord:
                var header = kwargs["header"] is JsonObject one ? one["kwargs"]?["tasks"] ?? new JsonArray(one.DeepClone()) : kwargs["header"];
                kwargs["header"] = ReadAll(header, depth);
                kwargs["body"] = Read(kwargs["body"], depth + 1);
                break;
        }

        return signature;
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
            var other => throw new SignatureException($"subtask_type \"{other}\" is not supported; send tasks, chains, groups and chords"),
        },
        _ => throw new SignatureException("subtask_type is not a text"),
    };

    public static string Name(JsonObject signature) => signature["task"]!.GetValue<string>();

    public static JsonObject Options(JsonObject signature) => signature["options"]!.AsObject();

    /// <summary>The tasks of a chain or a group, or the header of a chord.</summary>
    public static JsonArray Tasks(JsonObject signature) =>
        signature["kwargs"]![Kind(signature) == SignatureKind.Chord ? "header" : "tasks"]!.AsArray();

    public static JsonObject Body(JsonObject chord) => chord["kwargs"]!["body"]!.AsObject();

    /// <summary>The id it was given, or null.</summary>
    public static string? Id(JsonObject signature) => Text(Options(signature), "task_id");

    public static string? Text(JsonObject options, string name) => IsText(options[name]) ? options[name]!.GetValue<string>() : null;

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
        foreach (var (index, value) in (args ?? []).Index())
            signature["args"]!.AsArray().Insert(index, value?.DeepClone());
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

    private static JsonArray ReadAll(JsonNode? tasks, int depth) =>
        tasks is JsonArray list
            ? new JsonArray([.. list.Select(task => (JsonNode)Read(task, depth + 1))])
            : throw new SignatureException("a chain, group or chord needs a list of signatures");

    private static bool IsText(JsonNode? json) => json?.GetValueKind() == JsonValueKind.String;
}
