using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>A mark that a sender has put on a task, such as the id of the request that it belongs to.</summary>
/// <param name="Header">What kind of mark it is.</param>
/// <param name="Value">The mark; what is no text, as JSON.</param>
public sealed record TaskStamp(string Header, string Value)
{
    /// <summary>So many are read. Who is revoked by stamps must be found by all of its own: with more of them a message is refused.</summary>
    private const int Limit = 1000;

    /// <summary>Of all stamps those whose header is listed.</summary>
    /// <param name="listed">The header <c>stamped_headers</c>.</param>
    /// <param name="stamps">The header <c>stamps</c>.</param>
    /// <exception cref="MessageFormatException">There are too many.</exception>
    internal static IReadOnlyList<TaskStamp> Of(JsonElement listed, JsonElement stamps)
    {
        if (listed.ValueKind != JsonValueKind.Array || stamps.ValueKind != JsonValueKind.Object)
            return [];
        var headers = Bounded(listed.EnumerateArray()
            .Where(static header => header.ValueKind == JsonValueKind.String)
            .Select(static header => header.GetString()!)
            .Distinct(StringComparer.Ordinal));
        if (headers.Count == 0)
            return [];
        // One look at each: there may be any number of them.
        var values = headers.ToDictionary(static header => header, static _ => default(JsonElement), StringComparer.Ordinal);
        foreach (var stamp in stamps.EnumerateObject())
        {
            if (values.ContainsKey(stamp.Name))
                values[stamp.Name] = stamp.Value;
        }

        return Bounded(headers.SelectMany(header => Of(header, values[header])));
    }

    /// <summary>The stamps of one header, whose value is one stamp or a list of them.</summary>
    internal static IEnumerable<TaskStamp> Of(string header, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select(item => new TaskStamp(header, Text(item))),
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        _ => [new TaskStamp(header, Text(value))],
    };

    private static List<T> Bounded<T>(IEnumerable<T> items)
    {
        var some = items.Take(Limit + 1).ToList();
        return some.Count <= Limit ? some : throw new MessageFormatException($"it has more than {Limit} stamps, the limit of a message");
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
