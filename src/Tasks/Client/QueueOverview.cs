namespace October.Tasks.Client;

/// <summary>What lies in Redis, besides results.</summary>
/// <param name="Queues">Waiting tasks by queue.</param>
/// <param name="Delayed">Tasks whose time has not come, of all queues.</param>
/// <param name="Dead">Messages on the dead-letter queue, of all queues.</param>
public sealed record QueueOverview(IReadOnlyList<QueueLength> Queues, long Delayed, long Dead)
{
    /// <summary>Why something could not be counted, by queue or key; it counts as 0.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
