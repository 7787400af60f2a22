namespace October.Tasks.Consumer.Receiving;

/// <summary>How many tasks to hold ready. Pure.</summary>
internal static class Prefetch
{
    /// <summary>Enough to keep every slot busy over a few round trips, and no more: what one worker holds another cannot take.</summary>
    private const double HorizonSeconds = 0.02;

    /// <param name="concurrency">Tasks that run at once.</param>
    /// <param name="meanSeconds">The recent mean duration of a task.</param>
    /// <param name="max">The upper bound.</param>
    public static int Size(int concurrency, double meanSeconds, int max) =>
        (int)Math.Min(max, concurrency * HorizonSeconds / Math.Max(meanSeconds, 1e-6));
}
