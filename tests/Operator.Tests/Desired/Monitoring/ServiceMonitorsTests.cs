using System.Text.Json.Nodes;
using October.Crd.Defaults;
using October.Crd.Spec;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Monitoring;

/// <summary>What an app has the cluster's Prometheus do, which is not the app's.</summary>
public sealed class ServiceMonitorsTests
{
    [Fact]
    public void A_scrape_brings_Prometheus_a_bounded_number_of_samples() => Assert.Equal(100_000, (int?)Monitor("15s")["sampleLimit"]);

    /// <summary>Else they could be taken for the operator's, or for those of another namespace.</summary>
    [Fact]
    public void What_pods_serve_does_not_say_whose_series_they_are()
    {
        var spec = Monitor("15s");
        Assert.Null(spec["jobLabel"]);
        Assert.Null(spec["endpoints"]![0]!["honorLabels"]);
    }

    [Theory]
    [InlineData(null, "15s")]
    [InlineData("5s", "5s")]
    [InlineData("90s", "90s")]
    [InlineData("1m", "1m")]
    [InlineData("1m30s", "1m30s")]
    [InlineData("299s", "299s")]
    [InlineData("4m59s", "4m59s")]
    [InlineData("300s", "15s")]
    [InlineData("5m", "15s")]
    [InlineData("1h", "15s")]
    [InlineData("4s", "15s")]
    [InlineData("1ms", "15s")]
    [InlineData("0m0s", "15s")]
    [InlineData("1m1ms", "15s")]
    public void A_scrape_is_as_frequent_as_the_definition_allows_also_where_an_older_one_allowed_others(string? interval, string expected) =>
        Assert.Equal(expected, (string?)Monitor(interval)["endpoints"]![0]!["interval"]);

    private static JsonObject Monitor(string? interval)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Monitoring = new MonitoringSpec { Interval = interval };
        return ServiceMonitors.Render(new DesiredInput
        {
            App = new AppIdentity("shops", "shop", "1"),
            Stable = new RenderedRevision("a", SpecDefaults.Resolve(spec)),
            Cluster = new ClusterFacts { HasServiceMonitors = true },
            Passwords = new Passwords("x"),
        }).OfType<V1ServiceMonitor>().Single().Spec;
    }
}
