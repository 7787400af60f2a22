using System.Text.Json;
using System.Text.Json.Serialization;

namespace October.Api.Tasks;

/// <summary>What to send a task with.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TaskRequestBody
{
    /// <summary>Positional arguments.</summary>
    public IReadOnlyList<JsonElement>? Args { get; init; }

    /// <summary>Keyword arguments.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Kwargs { get; init; }

    /// <summary>How to send the task.</summary>
    public TaskRequestOptions? Options { get; init; }
}
