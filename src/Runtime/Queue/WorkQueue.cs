using System.Threading.Channels;
using October.Runtime.Metrics;

namespace October.Runtime.Queue;

/// <summary>
/// A queue of keys with the laws of client-go's: a key waits at most once; a key being worked on is never handed out again, and if added
/// meanwhile it is queued when done; so no change is lost and no key runs twice at once.
/// </summary>
public sealed class WorkQueue<TKey>(string name, TimeProvider time) : IDisposable
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Channel<TKey> ready = Channel.CreateUnbounded<TKey>();
    private readonly Dictionary<TKey, long> dirty = [];
    private readonly HashSet<TKey> processing = [];
    private readonly Dictionary<TKey, (DateTimeOffset Due, ITimer Timer)> delayed = [];

    /// <summary>Keys that wait to be taken.</summary>
    public int Depth
    {
        get
        {
            lock (gate)
                return dirty.Count;
        }
    }

    /// <summary>Queues a key now; a pending delay of it is dropped, for it will be looked at sooner.</summary>
    public void Add(TKey key)
    {
        lock (gate)
        {
            if (delayed.Remove(key, out var entry))
                entry.Timer.Dispose();
            if (!dirty.TryAdd(key, time.GetTimestamp()))
                return;
            RuntimeMetrics.QueueAdds.WithLabels(name).Inc();
            RuntimeMetrics.QueueDepth.WithLabels(name).Set(dirty.Count);
            if (!processing.Contains(key))
                ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Queues a key later; of several times the earliest wins.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (gate)
        {
            var due = time.GetUtcNow() + delay;
            if (dirty.ContainsKey(key) || (delayed.TryGetValue(key, out var earlier) && earlier.Due <= due))
                return;
            if (delayed.Remove(key, out var later))
                later.Timer.Dispose();
            delayed[key] = (due, time.CreateTimer(_ => Add(key), null, delay, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Takes the next key; <see cref="Done"/> must follow.</summary>
    public async ValueTask<TKey> GetAsync(CancellationToken token)
    {
        var key = await ready.Reader.ReadAsync(token);
        lock (gate)
        {
            processing.Add(key);
            dirty.Remove(key, out var since);
            RuntimeMetrics.QueueDepth.WithLabels(name).Set(dirty.Count);
            RuntimeMetrics.QueueDuration.WithLabels(name).Observe(time.GetElapsedTime(since).TotalSeconds);
        }

        return key;
    }

    /// <summary>The key has been worked on; if it was added meanwhile it is queued again.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            processing.Remove(key);
            if (dirty.ContainsKey(key))
                ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Stops all timers.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, timer) in delayed.Values)
                timer.Dispose();
            delayed.Clear();
        }
    }
}
