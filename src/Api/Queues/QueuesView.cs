using System.Text.Json.Serialization;
using October.Tasks.Client;

namespace October.Api.Queues;

/// <summary>What lies in the queues.</summary>
/// <param name="Queues">Waiting tasks by queue.</param>
/// <param name="Delayed">Tasks whose time has not come.</param>
/// <param name="Dead">Messages on the dead-letter queue.</param>
internal sealed record QueuesView(IReadOnlyDictionary<string, long> Queues, long Delayed, long Dead)
{
    /// <summary>Why something could not be counted, by queue or key; it counts as 0. Absent when everything could.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Problems { get; init; }

    public static QueuesView Of(QueueOverview overview) =>
        new(overview.Queues.ToDictionary(static queue => queue.Queue, static queue => queue.Length, StringComparer.Ordinal), overview.Delayed, overview.Dead)
        {
            Problems = overview.Problems.Count > 0 ? overview.Problems : null,
        };
}
