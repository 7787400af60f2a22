using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Node.Cgroups;

/// <summary>What a container may use at most, by its <c>resources.limits</c>.</summary>
/// <param name="Cpu">Cores; null for no limit.</param>
/// <param name="Memory">Bytes; null for no limit.</param>
internal sealed record ResourceLimits(decimal? Cpu, long? Memory)
{
    /// <summary>The period over which a quota of processor time holds, in microseconds (the kernel's default, and the kubelet's).</summary>
    private const int Period = 100_000;

    /// <summary>The smallest quota that the kernel takes, in microseconds.</summary>
    private const int MinQuota = 1_000;

    /// <summary>Reads <c>resources</c> of a container; a limit of 0 is none.</summary>
    public static ResourceLimits Of(JsonObject? resources)
    {
        decimal? Limit(string name) => Quantity.Amount(resources.At("limits", name)?.ToString()) is { } limit and > 0 ? limit : null;
        return new ResourceLimits(Limit("cpu"), Limit("memory") is { } bytes ? (long)Math.Min(decimal.Ceiling(bytes), long.MaxValue) : null);
    }

    /// <summary>The files of a group that hold these limits, and what to write to them, in this order.</summary>
    public IReadOnlyList<(string File, string Value)> Settings(string controller, int version) => (controller, version) switch
    {
        ("memory", 1) => [("memory.limit_in_bytes", Text(Memory, "-1"))],
        // All or nothing, and no way round it: as the kubelet sets it.
        ("memory", _) =>
        [("memory.max", Text(Memory, "max")), ("memory.swap.max", Memory is null ? "max" : "0"), ("memory.oom.group", Memory is null ? "0" : "1")],
        ("cpu", 1) => [("cpu.cfs_period_us", Text(Period, "")), ("cpu.cfs_quota_us", Text(Quota, "-1"))],
        ("cpu", _) => [("cpu.max", string.Create(CultureInfo.InvariantCulture, $"{Text(Quota, "max")} {Period}"))],
        _ => [],
    };

    private long? Quota => Cpu is { } cores ? Math.Max(MinQuota, (long)(decimal.Ceiling(cores * 1000) * Period / 1000)) : null;

    private static string Text(long? value, string none) => value?.ToString(CultureInfo.InvariantCulture) ?? none;
}
