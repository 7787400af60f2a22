namespace October.LocalCluster.ApiServer.Metrics;

/// <summary>
/// Looks at the node again and again and turns processor time into cores: the one source of <c>metrics.k8s.io</c> and of the autoscaler, what a
/// metrics server is to a real cluster.
/// </summary>
internal sealed class UsageSampler(IUsageSource source, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private Dictionary<string, PodSample> _last = new(StringComparer.Ordinal);
    private DateTimeOffset _lastAt;
    private Dictionary<string, PodRate> _rates = new(StringComparer.Ordinal);

    /// <summary>Every pod that was seen twice, by uid.</summary>
    public IReadOnlyDictionary<string, PodRate> Rates => Volatile.Read(ref _rates);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Sample();
            await Task.Delay(Period, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes one look.</summary>
    internal void Sample()
    {
        var now = time.GetUtcNow();
        var current = source.Measure().ToDictionary(s => Json.ObjectMeta.Uid(s.Pod), StringComparer.Ordinal);
        var window = now - _lastAt;
        var rates = new Dictionary<string, PodRate>(StringComparer.Ordinal);
        foreach (var (uid, sample) in current)
        {
            if (window > TimeSpan.Zero && _last.TryGetValue(uid, out var before) && Rate(before, sample, window) is { Count: > 0 } containers)
                rates[uid] = new PodRate(sample.Pod, now, window, containers);
        }

        (_last, _lastAt) = (current, now);
        Volatile.Write(ref _rates, rates);
    }

    /// <summary>Containers that run since before the window began; one that was restarted meanwhile has no rate yet.</summary>
    private static Dictionary<string, (decimal Cores, long Memory)> Rate(PodSample before, PodSample now, TimeSpan window)
    {
        var rates = new Dictionary<string, (decimal Cores, long Memory)>(StringComparer.Ordinal);
        foreach (var (name, (run, usage)) in now.Containers)
        {
            if (!before.Containers.TryGetValue(name, out var old) || old.Run != run)
                continue;
            var used = usage.Processor - old.Usage.Processor;
            rates[name] = (Math.Max(0, decimal.Divide(used.Ticks, window.Ticks)), usage.Memory);
        }

        return rates;
    }
}
