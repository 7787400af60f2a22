using System.Text;
using Prometheus;

namespace October.Operator.Telemetry;

public sealed class SmokeMetricsTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly SmokeMetrics _metrics;

    public SmokeMetricsTests() => _metrics = new SmokeMetrics(_registry);

    [Fact]
    public async Task Of_probes_that_get_new_names_again_and_again_those_that_ended_last_have_series()
    {
        _metrics.Observe(new NamespacedName("default", "other"), "first", passed: true, TimeSpan.FromSeconds(1));
        for (var i = 0; i < 500; i++)
        {
            _metrics.Observe(new NamespacedName("default", "shop"), $"p{i}", passed: true, TimeSpan.FromSeconds(1));
            _metrics.Observe(new NamespacedName("default", "shop"), "kept", passed: false, TimeSpan.FromSeconds(1));
        }

        var counted = await ScrapeAsync("octoberapp_smoke_probes_total{");
        Assert.Contains("octoberapp_smoke_probes_total{namespace=\"default\",name=\"shop\",probe=\"kept\",result=\"failed\"} 500", counted);
        Assert.Contains("octoberapp_smoke_probes_total{namespace=\"default\",name=\"shop\",probe=\"p499\",result=\"passed\"} 1", counted);
        Assert.Contains("octoberapp_smoke_probes_total{namespace=\"default\",name=\"other\",probe=\"first\",result=\"passed\"} 1", counted);
        Assert.Equal(2 * (64 + 1), counted.Count);
        Assert.Equal(64 + 1, (await ScrapeAsync("octoberapp_smoke_probe_duration_seconds_count{")).Count);
    }

    [Fact]
    public async Task A_deleted_app_leaves_none()
    {
        _metrics.Observe(new NamespacedName("default", "shop"), "a", passed: true, TimeSpan.FromSeconds(1));
        _metrics.Keep(new HashSet<(string, string)>());
        Assert.Empty(await ScrapeAsync("octoberapp_smoke_"));
    }

    private async Task<List<string>> ScrapeAsync(string prefix)
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal))];
    }
}
