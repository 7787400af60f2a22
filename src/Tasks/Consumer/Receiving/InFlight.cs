using System.Collections.Concurrent;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// What this worker knows to be in flight: from the reserve until Redis has confirmed the end. Its count and the mean run time decide how many more are
/// reserved.
/// </summary>
internal sealed class InFlight(AsyncSignal signal, int slots)
{
    private readonly ConcurrentDictionary<long, Delivery> _deliveries = new();
    private int _count;
    private double _meanSeconds = 0.1;
    private volatile int _slots = slots;

    /// <summary>Set when one has ended.</summary>
    public AsyncSignal Signal => signal;

    /// <summary>How many tasks may run at once.</summary>
    public int Slots
    {
        get => _slots;
        set
        {
            _slots = value;
            signal.Set();
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The recent mean run time of a task, in seconds.</summary>
    public double MeanSeconds => Volatile.Read(ref _meanSeconds);

    /// <summary>All of them, in the order of the reserve.</summary>
    public IReadOnlyList<Delivery> All => [.. _deliveries.Values.OrderBy(static delivery => delivery.Sequence)];

    /// <summary>It is in flight.</summary>
    public bool Contains(long sequence) => _deliveries.ContainsKey(sequence);

    /// <summary>It was reserved.</summary>
    public void Add(Delivery delivery)
    {
        if (_deliveries.TryAdd(delivery.Sequence, delivery))
            Interlocked.Increment(ref _count);
    }

    /// <summary>Redis has confirmed its end.</summary>
    public void Remove(Delivery delivery)
    {
        if (!_deliveries.TryRemove(delivery.Sequence, out _))
            return;
        Interlocked.Decrement(ref _count);
        signal.Set();
    }

    /// <summary>Tasks take a second or longer: none is held ready until they are short again.</summary>
    public void IsSlow() => Volatile.Write(ref _meanSeconds, Math.Max(1, MeanSeconds));

    /// <summary>A run took this long. Racing updates may lose a sample; a mean bears that.</summary>
    public void Ran(TimeSpan duration) => Volatile.Write(ref _meanSeconds, MeanSeconds * 0.95 + duration.TotalSeconds * 0.05);
}
