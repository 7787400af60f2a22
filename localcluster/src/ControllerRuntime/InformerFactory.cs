using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>One informer for each resource in use; shared, started on first use, stopped together.</summary>
internal sealed class InformerFactory(IClusterClient client, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceType, (Informer Cache, Task Run, CancellationTokenSource Stop)> _informers = [];
    private bool _disposed;

    public Informer Get(ResourceType type)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_informers.TryGetValue(type, out var entry))
            {
                var cache = new Informer(client, type, time, logger);
                var stop = new CancellationTokenSource();
                entry = (cache, Task.Run(() => cache.RunAsync(stop.Token)), stop);
                _informers.Add(type, entry);
            }

            return entry.Cache;
        }
    }

    /// <summary>The informer, when it is in use already.</summary>
    public Informer? Find(ResourceType type)
    {
        lock (_gate)
            return _informers.TryGetValue(type, out var entry) ? entry.Cache : null;
    }

    public async ValueTask DisposeAsync()
    {
        List<(Informer Cache, Task Run, CancellationTokenSource Stop)> entries;
        lock (_gate)
        {
            _disposed = true;
            entries = [.. _informers.Values];
        }

        foreach (var entry in entries)
            await entry.Stop.CancelAsync();
        await Task.WhenAll(entries.Select(e => e.Run));
        foreach (var entry in entries)
            entry.Stop.Dispose();
    }
}
