using System.Diagnostics;
using System.Runtime.InteropServices;

namespace October.LocalCluster.Testing;

/// <summary>
/// Knows when everything in this process has come to rest: without sockets, work is only what threads of the pool do or what waits for one, and
/// when there is none, nothing happens until a clock goes on. Clusters that run side by side rest together.
/// </summary>
internal static class ProcessRest
{
    /// <summary>Of real time, and generous: beyond it something works without end.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly int MostThreads = Most();

    private static readonly Lock Gate = new();
    private static readonly AutoResetEvent Awaited = new(initialState: false);
    private static List<TaskCompletionSource> _waiting = [];
    private static Thread? _watcher;

    /// <summary>Completes when the pool rests.</summary>
    /// <exception cref="TimeoutException">It does not for five minutes.</exception>
    public static Task WaitAsync()
    {
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            _waiting.Add(rest);
            if (_watcher is null)
            {
                // Not of the pool, whose rest it looks for.
                _watcher = new Thread(Watch) { IsBackground = true, Name = "rest of the process" };
                _watcher.Start();
            }
        }

        Awaited.Set();
        return rest.Task;
    }

    private static void Watch()
    {
        while (Awaited.WaitOne())
        {
            var begin = Stopwatch.GetTimestamp();
            while (!IsAtRest() && Stopwatch.GetElapsedTime(begin) < Longest)
                // Not spinning, which would take a core from what it waits for; a millisecond would be too long.
                _ = Sleep(50);
            Release(Stopwatch.GetElapsedTime(begin) < Longest);
        }
    }

    private static void Release(bool atRest)
    {
        List<TaskCompletionSource> released;
        lock (Gate)
            (released, _waiting) = (_waiting, []);
        foreach (var rest in released)
        {
            if (atRest)
                rest.SetResult();
            else
                rest.SetException(new TimeoutException("the process does not come to rest"));
        }
    }

    private static bool IsAtRest()
    {
        // Cheap, and mostly the answer: to count what is queued takes the locks of all that work.
        if (IsAnyThreadRunning())
            return false;
        // What is taken from the queue is counted as running before; so queue, threads, queue misses nothing.
        return ThreadPool.PendingWorkItemCount == 0 && !IsAnyThreadRunning() && ThreadPool.PendingWorkItemCount == 0;
    }

    private static bool IsAnyThreadRunning()
    {
        ThreadPool.GetAvailableThreads(out var available, out _);
        return available < MostThreads;
    }

    private static int Most()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        return most;
    }

    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sleep(uint microseconds);
}
