namespace October.Runtime.Queue;

/// <summary>Pauses that double up to a maximum, each drawn between half and whole (jitter), so that failures do not march in step.</summary>
/// <param name="minimum">First pause.</param>
/// <param name="maximum">Longest pause.</param>
/// <param name="random">Numbers in [0, 1).</param>
internal sealed class Backoff(TimeSpan minimum, TimeSpan maximum, Func<double> random)
{
    private int failures;

    public int Failures => failures;

    public void Reset() => failures = 0;

    public TimeSpan Next()
    {
        var whole = Math.Min(maximum.TotalMilliseconds, minimum.TotalMilliseconds * Math.Pow(2, Math.Min(failures++, 30)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (random() / 2)));
    }
}
