using October.Tasks.Consumer.Receiving;

namespace October.Tasks.Consumer.Running;

/// <summary>
/// Lets one possibly poisonous task run at a time: the others wait in Redis, not in a worker that may be about to die. One that waits for another task does
/// not count meanwhile, as that task may be such a one, too.
/// </summary>
internal sealed class PoisonRuns
{
    private readonly Lock _lock = new();

    /// <summary>How many waits each run is in: it may wait for several tasks at once.</summary>
    private readonly Dictionary<Delivery, int> _waits = new(ReferenceEqualityComparer.Instance);

    /// <summary>A run begins; false when another one goes on.</summary>
    public bool TryBegin(Delivery delivery)
    {
        lock (_lock)
        {
            if (_waits.ContainsValue(0))
                return false;
            _waits.Add(delivery, 0);
            return true;
        }
    }

    /// <summary>The run has ended, or counts no longer: its handler may still go on, and wait.</summary>
    public void End(Delivery delivery)
    {
        lock (_lock)
            _waits.Remove(delivery);
    }

    /// <summary>The run waits for another task. Of one that is none of these nothing is known.</summary>
    public void BeginWait(Delivery delivery) => Add(delivery, 1);

    /// <summary>The run goes on, whether or not another one has begun meanwhile.</summary>
    public void EndWait(Delivery delivery) => Add(delivery, -1);

    private void Add(Delivery delivery, int waits)
    {
        lock (_lock)
        {
            if (_waits.TryGetValue(delivery, out var now))
                _waits[delivery] = now + waits;
        }
    }
}
