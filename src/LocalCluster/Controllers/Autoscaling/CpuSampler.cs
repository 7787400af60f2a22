namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>Turns processor time into cores used: the rise since the last sample, at least ten seconds ago.</summary>
internal sealed class CpuSampler(IPodMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Sample> _samples = new(StringComparer.Ordinal);

    /// <summary>Cores used lately, or null while the pod is too young to tell.</summary>
    public decimal? Cores(string podUid)
    {
        var now = time.GetUtcNow();
        if (metrics.ProcessorTime(podUid) is not { } used)
        {
            _samples.Remove(podUid);
            return null;
        }

        if (!_samples.TryGetValue(podUid, out var last))
        {
            _samples[podUid] = new Sample(now, used, null);
            return null;
        }

        var elapsed = now - last.At;
        if (elapsed < Window)
            return last.Cores;
        // A container that was restarted begins at zero again.
        var cores = Math.Round((decimal)(Math.Max(0, (used - last.Used).TotalSeconds) / elapsed.TotalSeconds), 3);
        _samples[podUid] = new Sample(now, used, cores);
        return cores;
    }

    /// <summary>Forgets pods that are gone.</summary>
    public void Keep(IReadOnlySet<string> podUids)
    {
        foreach (var gone in _samples.Keys.Where(k => !podUids.Contains(k)).ToList())
            _samples.Remove(gone);
    }

    private sealed record Sample(DateTimeOffset At, TimeSpan Used, decimal? Cores);
}
