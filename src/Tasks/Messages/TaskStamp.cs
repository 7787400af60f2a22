using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>A mark that a sender has put on a task, such as the id of the request that it belongs to.</summary>
/// <param name="Header">What kind of mark it is.</param>
/// <param name="Value">The mark; what is no text, as JSON.</param>
public sealed record TaskStamp(string Header, string Value)
{
    /// <summary>The stamps of one header, whose value is one stamp or a list of them.</summary>
    internal static IEnumerable<TaskStamp> Of(string header, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Select(item => new TaskStamp(header, Text(item))),
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        _ => [new TaskStamp(header, Text(value))],
    };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
