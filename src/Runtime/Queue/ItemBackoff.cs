using System.Collections.Concurrent;

namespace October.Runtime.Queue;

/// <summary>Backoff per key. It never gives up: dropping a key means forgetting a user's resource.</summary>
internal sealed class ItemBackoff<TKey>(TimeSpan minimum, TimeSpan maximum, Func<double> random)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Backoff> items = new();

    public TimeSpan Next(TKey key) => items.GetOrAdd(key, _ => new Backoff(minimum, maximum, random)).Next();

    public void Forget(TKey key) => items.TryRemove(key, out _);
}
