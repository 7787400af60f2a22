namespace October.Cli.Dashboard.Series;

/// <summary>Queue depth and latency of one app over the last minutes. Each list has an entry per time; null where there is no figure.</summary>
/// <param name="Times">Seconds since 1970.</param>
/// <param name="Waiting">Tasks that wait in all queues.</param>
/// <param name="P95">Seconds that 95 % of the requests since the sample before did not exceed.</param>
/// <param name="Rate">Requests per second.</param>
internal sealed record SeriesView(IReadOnlyList<double> Times, IReadOnlyList<double?> Waiting, IReadOnlyList<double?> P95, IReadOnlyList<double?> Rate)
{
    /// <summary>Waiting tasks by queue, as of the last sample.</summary>
    public IReadOnlyDictionary<string, double> Queues { get; init; } = new Dictionary<string, double>();

    /// <summary>Tasks whose time has not come.</summary>
    public double? Delayed { get; init; }

    /// <summary>Messages on the dead-letter queue.</summary>
    public double? Dead { get; init; }

    /// <summary>Why there is no figure of queues now.</summary>
    public string? QueueError { get; init; }

    /// <summary>Why there is no figure of requests now.</summary>
    public string? LatencyError { get; init; }
}
