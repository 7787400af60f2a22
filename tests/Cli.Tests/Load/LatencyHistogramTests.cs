using CsCheck;

namespace October.Cli.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_right_to_within_two_percent() =>
        Gen.Double[0.01, 60_000].Array[1, 500].Select(Gen.Double[0.01, 1.0]).Sample((latencies, share) =>
        {
            var histogram = new LatencyHistogram();
            foreach (var latency in latencies)
                histogram.Add(latency);
            var exact = latencies.Order().ElementAt(Math.Max(1, (int)Math.Ceiling(latencies.Length * share)) - 1);
            Assert.InRange(histogram.Quantile(share), (exact * 0.98) - 0.001, (exact * 1.021) + 0.001);
        });

    [Fact]
    public void An_empty_histogram_is_zero() => Assert.Equal(0, new LatencyHistogram().Quantile(0.99));

    [Fact]
    public void No_quantile_is_above_the_slowest()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(1e12);
        Assert.Equal(1e12, histogram.Slowest);
        Assert.True(histogram.Quantile(1) <= 1e12);
    }
}
