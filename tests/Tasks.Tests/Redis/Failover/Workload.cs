using System.Collections.Concurrent;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Redis.Failover;

/// <summary>Tasks that are sent and run while Redis fails.</summary>
internal static class Workload
{
    /// <summary>So many are accepted before the primary fails, and after.</summary>
    private const int Tasks = 100;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Sends tasks, and goes on until as many were accepted after the primary failed as before; then all must have ended, but for one that was accepted last
    /// before it failed.
    /// </summary>
    /// <param name="redis">Where they are sent.</param>
    /// <param name="failAsync">What goes wrong.</param>
    /// <param name="returnAsync">What comes back after that.</param>
    public static async Task WorkThroughAsync(RedisSettings redis, Func<Task> failAsync, Func<Task>? returnAsync = null)
    {
        await using var worker = new RunningConsumer(redis);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var accepted = new ConcurrentQueue<string>();
        var (first, last) = (0, 0);
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(() => SendAsync(worker.Client, accepted, stop.Token), TestContext.Current.CancellationToken);
        try
        {
            await Eventually.TrueAsync(() => accepted.Count >= Tasks, "tasks are accepted");
            first = accepted.Count - 1;
            await failAsync();
            var before = accepted.Count;
            // An answer that was on its way is counted later.
            last = before;
            await Eventually.TrueAsync(() => accepted.Count >= before + Tasks, "tasks are accepted by the new primary");
            if (returnAsync is not null)
            {
                await returnAsync();
                before = accepted.Count;
                await Eventually.TrueAsync(() => accepted.Count >= before + Tasks, "tasks are accepted still");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await sending;
        }

        // Redis answers before its replicas have the write: of a single sender, the last task that the old primary accepted may be lost with it.
        var lost = new List<int>();
        foreach (var (index, id) in accepted.Index())
        {
            if ((await worker.Client.AwaitResultAsync(id, Bound, TestContext.Current.CancellationToken)).Status != TaskState.Success)
                lost.Add(index);
            if (lost.Count > 1)
                break;
        }

        if (lost is [] || (lost is [var one] && one >= first && one <= last))
        {
            Assert.True(worker.Consumer.IsReady);
            return;
        }

        // Whether they are all, those from before the failure, or a few tells causes apart.
        var results = await Task.WhenAll(accepted.Select(worker.Client.GetResultAsync));
        var open = results.Index().Where(static result => result.Item.Status != TaskState.Success).Select(static result => result.Index);
        Assert.Fail($"of {accepted.Count} tasks these have not ended: {string.Join(", ", open)}; only one from {first} to {last} may be lost");
    }

    private static async Task SendAsync(TaskClient client, ConcurrentQueue<string> accepted, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    try
                    {
                        accepted.Enqueue((await client.EnqueueAsync("ping", "[]"u8.ToArray(), "{}"u8.ToArray(), null, CancellationToken.None)).Id);
                        return true;
                    }
                    catch (QueueUnavailableException)
                    {
                        return cancellationToken.IsCancellationRequested;
                    }
                },
                "a task is accepted");
        }
    }
}
