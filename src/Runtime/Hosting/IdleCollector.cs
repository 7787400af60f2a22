using System.Runtime;

namespace October.Runtime.Hosting;

/// <summary>
/// Gives memory back after a burst. A process that has gone idle allocates nothing, so the garbage collector never runs again by itself and
/// the garbage of the first lists, or of a hundred roll-outs, would stay resident until the next burst.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class IdleCollector(TimeProvider time)
{
    /// <summary>How long to be idle first.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Bytes allocated within the window below which the process counts as idle: a scrape, a lease.</summary>
    private const long Idle = 2 << 20;

    /// <summary>Bytes allocated since the last collection above which another is worth its milliseconds.</summary>
    private const long Worthwhile = 16 << 20;

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (last, collected) = (GC.GetTotalAllocatedBytes(), 0L);
        using var timer = new PeriodicTimer(Window, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = GC.GetTotalAllocatedBytes();
            if (now - last < Idle && now - collected > Worthwhile)
            {
                GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                collected = now;
            }

            last = now;
        }
    }
}
