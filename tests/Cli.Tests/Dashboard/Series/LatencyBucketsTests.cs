namespace October.Cli.Dashboard.Series;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void A_quantile_is_estimated_as_Prometheus_does()
    {
        var buckets = LatencyBuckets.Read(Metrics("/tasks/{name}", ("0.1", 50), ("0.2", 90), ("0.4", 100), ("+Inf", 100)));
        Assert.Equal(0.1, buckets.Quantile(0.5)!.Value, precision: 6);
        Assert.Equal(0.3, buckets.Quantile(0.95)!.Value, precision: 6);
    }

    [Fact]
    public void Beyond_the_last_bound_it_is_the_last_bound() =>
        Assert.Equal(0.1, LatencyBuckets.Read(Metrics("/", ("0.1", 1), ("+Inf", 100))).Quantile(0.95));

    [Fact]
    public void Without_requests_there_is_none() => Assert.Null(LatencyBuckets.Read("").Quantile(0.95));

    [Fact]
    public void Probes_of_the_kubelet_are_left_out() => Assert.Equal(0, LatencyBuckets.Read(Metrics("/healthz", ("0.1", 50), ("+Inf", 50))).Total);

    [Fact]
    public void Only_what_came_since_counts_and_everything_after_a_restart()
    {
        var (before, after) = (LatencyBuckets.Read(Metrics("/", ("1", 10), ("+Inf", 10))), LatencyBuckets.Read(Metrics("/", ("1", 10), ("+Inf", 14))));
        Assert.Equal(4, after.Since(before).Total);
        Assert.Equal(10, before.Since(after).Total);
    }

    [Fact]
    public void Several_pods_and_paths_are_one_distribution()
    {
        var one = LatencyBuckets.Read(Metrics("/a", ("1", 10), ("+Inf", 10)) + Metrics("/b", ("1", 0), ("+Inf", 5)));
        Assert.Equal(30, LatencyBuckets.Sum([one, one]).Total);
    }

    private static string Metrics(string path, params (string Bound, int Count)[] buckets) => string.Concat(
        buckets.Select(one => $"http_request_duration_seconds_bucket{{method=\"GET\",path=\"{path}\",le=\"{one.Bound}\"}} {one.Count}\n"));
}
