using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>Series whose first two labels are an app's namespace and name.</summary>
internal static class AppSeries
{
    /// <summary>Drops the series of every other app.</summary>
    public static void Keep<T>(Collector<T> metric, IReadOnlySet<(string Namespace, string Name)> apps)
        where T : ChildBase
    {
        foreach (var labels in metric.GetAllLabelValues().ToList())
        {
            if (!apps.Contains((labels[0], labels[1])))
                metric.RemoveLabelled(labels);
        }
    }
}
