using October.Operator.Desired.Model;
using October.Runtime.Api;

namespace October.Operator.Telemetry;

/// <summary>
/// What the pods of apps use, by the metrics API. It is measured every 15 seconds or less often, so that what was read lately is answered again.
/// </summary>
internal sealed class PodUsage(IKubeApi api, IReadOnlyList<string> namespaces, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>A scrape has ten seconds by default, and must not fail with the metrics API.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private IReadOnlyList<V1PodMetrics> _last = [];
    private long? _readAt;

    /// <summary>Usage by pod; empty where there is no metrics API, or none that answers. One call at a time.</summary>
    public async Task<IReadOnlyList<V1PodMetrics>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_readAt is { } readAt && time.GetElapsedTime(readAt) < Fresh)
            return _last;
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var all = new List<V1PodMetrics>();
            foreach (var ns in namespaces.Count == 0 ? [null] : namespaces.Cast<string?>())
            {
                var options = new ListOptions { Namespace = ns, LabelSelector = Labels.ManagedSelector };
                all.AddRange((await api.ListAsync<V1PodMetrics>(options, either.Token)).Items);
            }

            _last = all;
        }
#pragma warning disable CA1031 // Whatever it answers, the operator's own metrics are served.
        catch (Exception)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            _last = [];
        }

        _readAt = time.GetTimestamp();
        return _last;
    }
}
