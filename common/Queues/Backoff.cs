namespace October.Common.Queues;

/// <summary>Pauses that double up to a maximum, each drawn between half and whole (jitter), so that failures do not march in step.</summary>
/// <param name="minimum">First pause.</param>
/// <param name="maximum">Longest pause.</param>
/// <param name="random">Numbers in [0, 1]; always 1 means no jitter.</param>
public sealed class Backoff(TimeSpan minimum, TimeSpan maximum, Func<double> random)
{
    private int _failures;

    /// <summary>Starts over with the first pause.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var whole = Math.Min(maximum.TotalMilliseconds, minimum.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (random() / 2)));
    }
}
