using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Results;

/// <summary>Exceptions of results as Python shows them.</summary>
internal static class PythonException
{
    /// <summary>An exception as Python shows it.</summary>
    public static string Repr(JsonNode? failure)
    {
        var message = failure?["exc_message"] is JsonArray args ? string.Join(", ", args.Select(Quote)) : Quote(failure?["exc_message"]);
        return $"{failure?["exc_type"]}({message})";
    }

    private static string Quote(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String
            ? $"'{value.GetValue<string>().Replace("'", "\\'", StringComparison.Ordinal)}'"
            : value?.ToJsonString() ?? "None";
}
