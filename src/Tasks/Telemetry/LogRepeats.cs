namespace October.Tasks.Telemetry;

/// <summary>Keeps a loop from saying the same at each turn: a reason is new when it is another than before, and once a minute.</summary>
/// <param name="time">The clock.</param>
public sealed class LogRepeats(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Reason, long At)> _said = new(StringComparer.Ordinal);

    /// <summary>True when this is to be logged; then it counts as said.</summary>
    /// <param name="what">What it is about.</param>
    /// <param name="reason">What is wrong with it.</param>
    public bool IsNew(string what, string reason)
    {
        lock (_lock)
        {
            if (_said.TryGetValue(what, out var said) && said.Reason == reason && time.GetElapsedTime(said.At) < Every)
                return false;
            _said[what] = (reason, time.GetTimestamp());
            return true;
        }
    }

    /// <summary>Nothing is wrong with it any more.</summary>
    /// <param name="what">What it is about.</param>
    public void Forget(string what)
    {
        lock (_lock)
            _said.Remove(what);
    }
}
