using System.Globalization;

namespace October.Cli.Dashboard.Series;

/// <summary>How many requests an api has answered within each bound, in seconds, since it started; probes of the kubelet are left out. Pure.</summary>
internal sealed record LatencyBuckets(SortedDictionary<double, double> Counts)
{
    private const string Bucket = "http_request_duration_seconds_bucket";
    private static readonly string[] Probes = ["/healthz", "/ready", "/metrics"];

    /// <summary>Of one pod.</summary>
    public static LatencyBuckets Read(string metrics)
    {
        var counts = new SortedDictionary<double, double>();
        foreach (var sample in MetricsText.Read(metrics, Bucket))
        {
            if (Probes.Contains(sample.Labels.GetValueOrDefault("path")) || Bound(sample.Labels.GetValueOrDefault("le")) is not { } bound)
                continue;
            counts[bound] = counts.GetValueOrDefault(bound) + sample.Value;
        }

        return new LatencyBuckets(counts);
    }

    /// <summary>What came since then; everything, where the pod has restarted in between.</summary>
    public LatencyBuckets Since(LatencyBuckets before) => Total < before.Total
        ? this
        : Of(Counts.Select(one => KeyValuePair.Create(one.Key, Math.Max(0, one.Value - before.Counts.GetValueOrDefault(one.Key)))));

    /// <summary>Those of several pods together.</summary>
    public static LatencyBuckets Sum(IEnumerable<LatencyBuckets> pods) =>
        Of(pods.SelectMany(pod => pod.Counts).GroupBy(one => one.Key).Select(bound => KeyValuePair.Create(bound.Key, bound.Sum(one => one.Value))));

    /// <summary>All requests.</summary>
    public double Total => Counts.Count == 0 ? 0 : Counts.Values.Last();

    /// <summary>The latency that this share of the requests did not exceed, as Prometheus' histogram_quantile estimates it; null without requests.</summary>
    public double? Quantile(double share)
    {
        if (Total <= 0)
            return null;
        var rank = share * Total;
        var (lower, below) = (0d, 0d);
        foreach (var (bound, count) in Counts)
        {
            if (count >= rank)
                return double.IsPositiveInfinity(bound) ? lower : lower + ((bound - lower) * (rank - below) / (count - below));
            (lower, below) = (bound, count);
        }

        return lower;
    }

    private static LatencyBuckets Of(IEnumerable<KeyValuePair<double, double>> counts) => new(new SortedDictionary<double, double>(counts.ToDictionary()));

    private static double? Bound(string? le) => le == "+Inf" ? double.PositiveInfinity
        : double.TryParse(le, CultureInfo.InvariantCulture, out var bound) ? bound : null;
}
