using System.Threading.Channels;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>
/// A work queue in the manner of client-go: a key waits at most once, is never handed to two workers at a time, and comes again when it was
/// added while being worked on. Failures back off exponentially per key.
/// </summary>
internal sealed class KeyedQueue<TKey>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _dirty = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, (DateTimeOffset Due, ITimer Timer)> _later = [];
    private bool _disposed;

    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_dirty.Add(key) && !_processing.Contains(key))
                _ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Adds the key after a while; of several times the earliest counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_gate)
        {
            if (_disposed)
                return;
            var due = time.GetUtcNow() + delay;
            if (_later.TryGetValue(key, out var waiting))
            {
                if (waiting.Due <= due)
                    return;
                waiting.Timer.Dispose();
            }

            _later[key] = (due, time.CreateTimer(_ => OnDue(key, due), null, delay, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Adds the key after its backoff, which doubles until <see cref="Forget"/>.</summary>
    public void AddRateLimited(TKey key)
    {
        TimeSpan delay;
        lock (_gate)
        {
            var failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            delay = failures > 12 ? MaxBackoff : TimeSpan.FromTicks(Math.Min(FirstBackoff.Ticks << failures, MaxBackoff.Ticks));
        }

        AddAfter(key, delay);
    }

    public void Forget(TKey key)
    {
        lock (_gate)
            _failures.Remove(key);
    }

    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            _dirty.Remove(key);
            _processing.Add(key);
        }

        return key;
    }

    public void Done(TKey key)
    {
        lock (_gate)
        {
            _processing.Remove(key);
            if (_dirty.Contains(key))
                _ready.Writer.TryWrite(key);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var (_, timer) in _later.Values)
                timer.Dispose();
            _later.Clear();
        }
    }

    private void OnDue(TKey key, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (!_later.TryGetValue(key, out var waiting) || waiting.Due != due)
                return;
            waiting.Timer.Dispose();
            _later.Remove(key);
        }

        Add(key);
    }
}
