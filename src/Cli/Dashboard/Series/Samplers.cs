using System.Collections.Concurrent;
using October.Cli.Cluster;
using October.Cli.Dashboard.Watching;

namespace October.Cli.Dashboard.Series;

/// <summary>A sampler for each app that a page has looked at; those of apps that are gone are forgotten.</summary>
internal sealed class Samplers(ClusterApi api, ClusterWatch watch, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, AppSampler> _all = new(StringComparer.Ordinal);

    /// <summary>The sampler of an app by namespace and name; null when there is no such app.</summary>
    public AppSampler? Find(string? key)
    {
        var keys = watch.Apps.Select(ClusterWatch.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _all.Keys.Where(known => !keys.Contains(known)))
            _all.TryRemove(gone, out _);
        return key is not null && keys.Contains(key) ? _all.GetOrAdd(key, found => new AppSampler(api, watch, found, time)) : null;
    }
}
