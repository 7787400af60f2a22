using October.Tasks.Client;

namespace October.Api.Tasks;

/// <summary>What lies in the queues.</summary>
/// <param name="Queues">Waiting tasks by queue.</param>
/// <param name="Delayed">Tasks whose time has not come.</param>
/// <param name="Dead">Messages on the dead-letter queue.</param>
internal sealed record QueuesView(IReadOnlyDictionary<string, long> Queues, long Delayed, long Dead)
{
    public static QueuesView Of(QueueOverview overview) =>
        new(overview.Queues.ToDictionary(static queue => queue.Queue, static queue => queue.Length, StringComparer.Ordinal), overview.Delayed, overview.Dead);
}
