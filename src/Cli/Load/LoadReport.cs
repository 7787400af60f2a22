namespace October.Cli.Load;

/// <summary>The measurements of a load run so far: latencies in milliseconds, to within two percent; answers by status code or kind of error.</summary>
internal sealed record LoadReport(
    long Requests, long Failures, TimeSpan Elapsed, double P50, double P90, double P95, double P99, double Slowest, IReadOnlyDictionary<string, long> Answers)
{
    /// <summary>Requests that the end of the run has cut off; those that had time enough for an answer count as failures, too.</summary>
    public long Unanswered { get; init; }

    public double Rate => Elapsed > TimeSpan.Zero ? Requests / Elapsed.TotalSeconds : 0;
}
