namespace October.Cli.Load;

/// <summary>Latencies in buckets that grow by two percent: constant memory however long the run, quantiles to within that. Not thread-safe.</summary>
internal sealed class LatencyHistogram
{
    private const double Growth = 1.02;
    private const double Smallest = 0.001;
    private readonly long[] _buckets = new long[1200];
    private long _count;

    public double Slowest { get; private set; }

    /// <summary>Adds one latency, in milliseconds.</summary>
    public void Add(double milliseconds)
    {
        var bucket = milliseconds <= Smallest ? 0 : (int)Math.Ceiling(Math.Log(milliseconds / Smallest, Growth));
        _buckets[Math.Min(bucket, _buckets.Length - 1)]++;
        _count++;
        Slowest = Math.Max(Slowest, milliseconds);
    }

    /// <summary>The latency that this share of requests did not exceed; zero when there was none.</summary>
    public double Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(_count * share));
        long seen = 0;
        for (var i = 0; _count > 0 && i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= rank)
                return Math.Round(Math.Min(Slowest, Smallest * Math.Pow(Growth, i)), 3);
        }

        return 0;
    }
}
