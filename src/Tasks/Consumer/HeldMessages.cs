using System.Collections.Concurrent;

namespace October.Tasks.Consumer;

/// <summary>What this worker knows that it holds: from the reserve until Redis has confirmed the end.</summary>
internal sealed class HeldMessages(AsyncSignal freed)
{
    private readonly ConcurrentDictionary<long, Delivery> _held = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public IReadOnlyList<Delivery> All => [.. _held.Values.OrderBy(static held => held.Sequence)];

    public bool Contains(long sequence) => _held.ContainsKey(sequence);

    public void Add(Delivery delivery)
    {
        if (_held.TryAdd(delivery.Sequence, delivery))
            Interlocked.Increment(ref _count);
    }

    public void Remove(Delivery delivery)
    {
        if (!_held.TryRemove(delivery.Sequence, out _))
            return;
        Interlocked.Decrement(ref _count);
        freed.Set();
    }
}
