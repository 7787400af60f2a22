using System.Text.Json;
using October.Tasks.Messages;

namespace October.Tasks.Control;

/// <summary>The arguments of a command by name, read as Celery's worker would take them.</summary>
internal sealed class CommandArguments(IReadOnlyDictionary<string, JsonElement> values)
{
    /// <summary>The names that were given.</summary>
    public IEnumerable<string> Names => values.Keys;

    public bool Contains(string name) => values.ContainsKey(name);

    /// <summary>True for what Python takes as true, and for words that say so.</summary>
    public bool Flag(string name) => values.TryGetValue(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.TryGetDouble(out var number) && number != 0,
        JsonValueKind.String => value.GetString()!.ToUpperInvariant() is not ("" or "FALSE" or "NO" or "0" or "OFF"),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>A text; null when it is absent or null.</summary>
    /// <exception cref="CommandException">It is something else.</exception>
    public string? Text(string name) =>
        !values.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new CommandException($"TypeError('{name} must be a text')");

    /// <summary>One text, or a list of them; empty when it is absent or null.</summary>
    /// <exception cref="CommandException">It is something else.</exception>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!values.TryGetValue(name, out var value) || value.ValueKind != JsonValueKind.Array)
            return Text(name) is { } text ? [text] : [];
        return [.. value.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new CommandException($"TypeError('{name} must be a list of texts')"))];
    }

    /// <summary>The names of a map; empty when it is none.</summary>
    public IReadOnlyList<string> Keys(string name) =>
        values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject().Select(static item => item.Name)] : [];

    /// <summary>An argument as it was written; empty when it is absent.</summary>
    public string Raw(string name) => values.TryGetValue(name, out var value) ? value.GetRawText() : "";

    /// <summary>A map of headers to their stamps, or a list of <c>header=stamp</c>.</summary>
    /// <exception cref="CommandException">It is something else.</exception>
    public IReadOnlyList<TaskStamp> Stamps(string name)
    {
        if (values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Object)
            return [.. value.EnumerateObject().SelectMany(static header => TaskStamp.Of(header.Name, header.Value))];
        return
        [
            .. Texts(name).Select(text => text.Split('=', 2) is [var header, var stamp]
                ? new TaskStamp(header, stamp)
                : throw new CommandException($"ValueError('{name} must be a map, or a list of header=stamp')")),
        ];
    }

    public bool IsNumber(string name) => values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number;

    /// <summary>A whole number.</summary>
    /// <exception cref="CommandException">It is something else.</exception>
    public int Integer(string name, int otherwise) =>
        !values.TryGetValue(name, out var value) ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw new CommandException($"TypeError('{name} must be a whole number')");

    /// <summary>A length of time in seconds; null when it is absent or null.</summary>
    /// <exception cref="CommandException">It is something else, or not above 0.</exception>
    public TimeSpan? Seconds(string name) =>
        !values.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds)
        : throw new CommandException($"ValueError('{name} must be a number of seconds above 0')");
}
