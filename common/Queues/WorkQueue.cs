namespace October.Common.Queues;

/// <summary>
/// A queue of keys with the laws of client-go's: a key waits at most once; a key being worked on is never handed out again, and if added
/// meanwhile it is queued when done; so no change is lost and no key runs twice at once. Keys of normal priority go before those of low
/// priority; within a priority, first come, first served.
/// </summary>
/// <param name="time">For delays.</param>
/// <param name="backoff">Makes the backoff of one key that failed; it is dropped by <see cref="Forget"/>.</param>
/// <param name="metrics">Where figures go; null for nowhere.</param>
public sealed class WorkQueue<TKey>(TimeProvider time, Func<Backoff> backoff, IWorkQueueMetrics? metrics = null) : IDisposable
    where TKey : notnull
{
    /// <summary>After so many keys of normal priority in a row one of low priority is taken, so that a stream of changes does not stop the backlog.</summary>
    private const int LongestRow = 16;

    /// <summary>A timer takes some seven weeks at most, and a key that is looked at early is looked at again.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly LinkedList<TKey> _normal = [];
    private readonly LinkedList<TKey> _low = [];
    private readonly Dictionary<TKey, Waiting> _dirty = [];
    private readonly Dictionary<TKey, Priority> _processing = [];
    private readonly Dictionary<TKey, Delay> _delayed = [];
    private readonly Dictionary<TKey, Retry> _retries = [];
    private int _row;
    private bool _disposed;

    /// <summary>Keys that wait to be taken.</summary>
    public int Depth
    {
        get
        {
            lock (_gate)
                return _dirty.Count;
        }
    }

    /// <summary>Queues a key now. One that waits already keeps its place, or is raised to the higher priority.</summary>
    public void Add(TKey key, Priority priority = Priority.Normal)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            // It will be looked at sooner; unless its time comes while it waits among the low ones, and raises it.
            if (_delayed.TryGetValue(key, out var delay) && delay.Priority <= priority)
                DropDelay(key, delay);
            if (_dirty.TryGetValue(key, out var waiting))
            {
                Raise(key, waiting, priority);
                return;
            }

            waiting = new Waiting(priority, time.GetTimestamp());
            _dirty.Add(key, waiting);
            metrics?.Added(_dirty.Count);
            if (!_processing.ContainsKey(key))
                MakeReady(key, waiting);
        }
    }

    /// <summary>Queues a key later; after 30 days at most. Of several times the earliest wins, and of several priorities the highest.</summary>
    public void AddAfter(TKey key, TimeSpan delay, Priority priority = Priority.Normal)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key, priority);
            return;
        }

        lock (_gate)
        {
            if (_disposed || (_dirty.TryGetValue(key, out var waiting) && waiting.Priority >= priority))
                return;
            delay = delay < LongestDelay ? delay : LongestDelay;
            var due = time.GetUtcNow() + delay;
            if (_delayed.TryGetValue(key, out var other))
            {
                priority = other.Priority > priority ? other.Priority : priority;
                if (other.Due <= due)
                {
                    other.Priority = priority;
                    return;
                }
            }

            var entry = new Delay(due, priority);
            // First, so that what it throws leaves everything as it was.
            entry.Timer = time.CreateTimer(_ => OnDue(key, entry), null, delay, Timeout.InfiniteTimeSpan);
            if (other is not null)
                DropDelay(key, other);
            _delayed[key] = entry;
        }
    }

    /// <summary>
    /// Queues a key that failed: after its backoff, which doubles until <see cref="Forget"/>, at the priority that it was taken with. A failure before the
    /// pause of the last one is over, of a key that was added meanwhile, does not double it: events come in dozens while something else fails.
    /// </summary>
    /// <param name="key">The key; not yet done.</param>
    /// <param name="delay">A pause that is known to be right, for example because a server named it; null, zero or less for the backoff.</param>
    /// <returns>The pause.</returns>
    public TimeSpan AddRateLimited(TKey key, TimeSpan? delay = null)
    {
        TimeSpan pause;
        Priority priority;
        delay = delay > TimeSpan.Zero ? delay : null;
        lock (_gate)
        {
            if (!_retries.TryGetValue(key, out var retry))
                _retries[key] = retry = new Retry(backoff());
            if (delay is null && time.GetElapsedTime(retry.Since) >= retry.Pause)
                (retry.Since, retry.Pause) = (time.GetTimestamp(), retry.Backoff.Next());
            pause = delay ?? retry.Pause - time.GetElapsedTime(retry.Since);
            priority = _processing.GetValueOrDefault(key, Priority.Normal);
        }

        AddAfter(key, pause, priority);
        return pause;
    }

    /// <summary>The key did not fail: its next failure begins with the first pause again.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
            _retries.Remove(key);
    }

    /// <summary>Takes the next key; <see cref="Done"/> must follow.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while none was ready.</exception>
    public async ValueTask<TKey> GetAsync(CancellationToken cancellationToken)
    {
        await _ready.WaitAsync(cancellationToken);
        lock (_gate)
        {
            var list = _low.Count > 0 && (_normal.Count == 0 || _row >= LongestRow) ? _low : _normal;
            _row = list == _normal && _low.Count > 0 ? _row + 1 : 0;
            var key = list.First!.Value;
            list.RemoveFirst();
            _dirty.Remove(key, out var waiting);
            _processing.Add(key, waiting!.Priority);
            metrics?.Taken(_dirty.Count, time.GetElapsedTime(waiting.Since));
            return key;
        }
    }

    /// <summary>The key has been worked on; if it was added meanwhile it is queued again.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            if (_processing.Remove(key) && _dirty.TryGetValue(key, out var waiting))
                MakeReady(key, waiting);
        }
    }

    /// <summary>Stops all timers; what is added afterwards is ignored.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var delay in _delayed.Values)
                delay.Timer?.Dispose();
            _delayed.Clear();
        }
    }

    private void OnDue(TKey key, Delay delay)
    {
        lock (_gate)
        {
            // Another delay may have replaced this one while its timer fired.
            if (_delayed.GetValueOrDefault(key) != delay)
                return;
            DropDelay(key, delay);
            Add(key, delay.Priority);
        }
    }

    private void DropDelay(TKey key, Delay delay)
    {
        _delayed.Remove(key);
        delay.Timer?.Dispose();
    }

    private void MakeReady(TKey key, Waiting waiting)
    {
        waiting.Place = List(waiting.Priority).AddLast(key);
        _ready.Release();
    }

    private void Raise(TKey key, Waiting waiting, Priority priority)
    {
        if (waiting.Priority >= priority)
            return;
        if (waiting.Place is { } place)
        {
            List(waiting.Priority).Remove(place);
            waiting.Place = List(priority).AddLast(key);
        }

        waiting.Priority = priority;
    }

    private LinkedList<TKey> List(Priority priority) => priority == Priority.Low ? _low : _normal;

    /// <param name="priority">The highest that it was added with.</param>
    /// <param name="since">When it was added.</param>
    private sealed class Waiting(Priority priority, long since)
    {
        public Priority Priority { get; set; } = priority;

        public long Since { get; } = since;

        /// <summary>Where it stands in the list of its priority; null while the key is worked on.</summary>
        public LinkedListNode<TKey>? Place { get; set; }
    }

    /// <param name="backoff">Of a key that failed.</param>
    private sealed class Retry(Backoff backoff)
    {
        public Backoff Backoff { get; } = backoff;

        /// <summary>When the pause began. Not by the clock of the wall, which may be set back.</summary>
        public long Since { get; set; }

        public TimeSpan Pause { get; set; }
    }

    private sealed class Delay(DateTimeOffset due, Priority priority)
    {
        public DateTimeOffset Due { get; } = due;

        public Priority Priority { get; set; } = priority;

        public ITimer? Timer { get; set; }
    }
}
