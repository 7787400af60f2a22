using System.Diagnostics;
using System.Runtime.InteropServices;

namespace October.Benchmarks.LocalCluster;

/// <summary>
/// Knows when everything in this process has come to rest: without sockets, work is only what threads of the pool do or what waits for one, and
/// when there is none, nothing happens until the clock goes on.
/// </summary>
internal static partial class Quiet
{
    /// <summary>Waits on a thread that is not of the pool until the pool rests.</summary>
    public static void Wait()
    {
        for (var limit = Stopwatch.StartNew(); !IsQuiet();)
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException("the process does not come to rest");
            // Not spinning, which would take a core from what it waits for; a millisecond would be too long.
            _ = Sleep(50);
        }
    }

    private static bool IsQuiet()
    {
        // What is taken from the queue is counted as running before; so queue, threads, queue misses nothing.
        if (ThreadPool.PendingWorkItemCount > 0)
            return false;
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return available == most && ThreadPool.PendingWorkItemCount == 0;
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
