namespace October.Cli.Load;

/// <summary>What a load run has seen so far; latencies in milliseconds, to within two percent; answers counted by status code or kind of error.</summary>
internal sealed record LoadReport(
    long Requests, long Failures, TimeSpan Elapsed, double P50, double P90, double P95, double P99, double Slowest, IReadOnlyDictionary<string, long> Answers)
{
    public double Rate => Elapsed > TimeSpan.Zero ? Requests / Elapsed.TotalSeconds : 0;
}
