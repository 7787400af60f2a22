using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Metrics;

/// <summary>What a pod uses.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="At">When it was measured.</param>
/// <param name="Window">The time that processor use is the mean of.</param>
/// <param name="Containers">By container: cores, and bytes of memory.</param>
internal sealed record PodRate(JsonObject Pod, DateTimeOffset At, TimeSpan Window, IReadOnlyDictionary<string, (decimal Cores, long Memory)> Containers)
{
    public decimal Cores => Containers.Values.Sum(c => c.Cores);

    public long Memory => Containers.Values.Sum(c => c.Memory);
}
