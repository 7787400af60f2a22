using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using October.Runtime.Api;
using October.Runtime.Engine;
using October.Runtime.Metrics;
using Prometheus;

namespace October.Runtime;

/// <summary>Services with metrics of their own, and jitter that is always the same.</summary>
internal static class TestServices
{
    public static RuntimeMetrics Metrics() => new(Prometheus.Metrics.NewCustomRegistry());

    public static RuntimeServices Of(IKubeApi api, TimeProvider time, RuntimeMetrics? metrics = null, ILoggerFactory? loggers = null) =>
        new(api, time, () => 1, metrics ?? Metrics(), loggers ?? NullLoggerFactory.Instance);

    /// <summary>What a registry exposes, line by line.</summary>
    public static async Task<IReadOnlyList<string>> ScrapeAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n');
    }
}
