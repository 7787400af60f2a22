using System.Text.Json.Nodes;

namespace October.Tasks.Celery;

/// <summary>One kind of call. Times are seconds from now.</summary>
internal sealed record InteropCase(string Name, string Task, string Args = "[]", string Kwargs = "{}")
{
    public double? Eta { get; init; }

    public double? Expires { get; init; }

    public int Priority { get; init; }

    public bool IgnoreResult { get; init; }

    public static IReadOnlyList<InteropCase> All { get; } =
    [
        new("add", "add", "[2,3]"),
        new("ping", "ping"),
        new("failure", "fail", "[\"no ü\"]"),
        new("retry", "flaky", "[2]"),
        new("eta", "ping") { Eta = 1 },
        new("expires", "ping") { Expires = -1 },
        new("priority", "ping") { Priority = 9 },
        new("unicode", "echo", "[\"häßlich ☃ 🚀\"]"),
        new("big integers", "add", "[123456789012345678901234567890,1]"),
        new("nested JSON", "echo", """[{"a":[1,{"b":null},[[[true]]]]}]"""),
        new("ignore_result", "ping") { IgnoreResult = true },
        new("kwargs", "add", "[]", """{"x":2,"y":0.5}"""),
        new("unknown task", "unknown.task"),
        new("wrong arguments", "add", "[1]"),
    ];

    /// <summary>The call as the Python client reads it.</summary>
    public JsonObject Call(string queue)
    {
        var options = new JsonObject { ["priority"] = Priority };
        if (Eta is { } eta)
            options["eta"] = eta;
        if (Expires is { } expires)
            options["expires"] = expires;
        if (IgnoreResult)
            options["ignore_result"] = true;
        return new JsonObject
        {
            ["task"] = Task,
            ["args"] = JsonNode.Parse(Args),
            ["kwargs"] = JsonNode.Parse(Kwargs),
            ["queue"] = queue,
            ["options"] = options,
        };
    }
}
