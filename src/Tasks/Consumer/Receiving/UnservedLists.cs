using Microsoft.Extensions.Logging;
using October.Tasks.Redis;
using Prometheus;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// Looks for tasks that lie where no worker with these settings looks: their sender divides a queue into lists by other priority steps, or another separator.
/// Kombu's own account of a queue says which separators there are.
/// </summary>
internal sealed partial class UnservedLists(RedisConnection redis, ServedQueues queues, IMetricFactory metrics, TimeProvider time, ILogger logger)
{
    private const int HighestPriority = 9;
    private const int MostSeparators = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Gauge _unserved = metrics.CreateGauge(
        "october_tasks_unserved",
        "Tasks in lists of a served queue that no worker looks at, because their sender has other priority steps or another separator.",
        ["queue_name"]);

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                foreach (var queue in queues.Names)
                    await LookAsync(queue);
            }
            catch (QueueUnavailableException)
            {
                // The poller says what is wrong.
            }
#pragma warning disable CA1031 // The next look may succeed.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
    }

    /// <summary>Looks at the lists of one queue.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    internal async Task LookAsync(string queue)
    {
        var layout = redis.Settings.Layout;
        var served = layout.Lists(queue).Select(layout.Place).ToHashSet(StringComparer.Ordinal);
        var lists = (await SeparatorsAsync(queue))
            .SelectMany(separator => Enumerable.Range(1, HighestPriority).Select(step => $"{layout.Prefix}{queue}{separator}{step}"))
            .Where(list => !served.Contains(list))
            .ToArray();
        var lengths = await Task.WhenAll(lists.Select(list => redis.UseAsync(db => LengthAsync(db, list))));
        _unserved.WithLabels(queue).Set(lengths.Sum());
        foreach (var (list, length) in lists.Zip(lengths))
        {
            if (length == 0)
                _known.Remove(list);
            else if (_known.Add(list))
                LogUnserved(logger, length, list.Replace(KeyLayout.DefaultSeparator, "\\x06\\x16", StringComparison.Ordinal));
        }
    }

    /// <summary>Something else may have the key.</summary>
    private static async Task<long> LengthAsync(IDatabase db, string list) =>
        await db.KeyTypeAsync(list) == RedisType.List ? await db.ListLengthAsync(list) : 0;

    /// <summary>Those of the settings, of Celery's default, and of the senders that have declared the queue.</summary>
    private async Task<IEnumerable<string>> SeparatorsAsync(string queue)
    {
        var layout = redis.Settings.Layout;
        var bindings = await redis.UseAsync(async db =>
        {
            var key = redis.Key(RedisKeys.BindingPrefix + queue);
            return await db.KeyTypeAsync(key) == RedisType.Set ? await db.SetMembersAsync(key) : [];
        });
        return bindings.Select(binding => Separator((string)binding!, queue)).OfType<string>()
            .Take(MostSeparators)
            .Concat([layout.PrioritySeparator, KeyLayout.DefaultSeparator])
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>A binding is the queue's name as the routing key, a pattern, which is empty, and the queue's name, with the separator between them.</summary>
    private static string? Separator(string binding, string queue)
    {
        if (binding.Length <= 2 * queue.Length || !binding.StartsWith(queue, StringComparison.Ordinal) || !binding.EndsWith(queue, StringComparison.Ordinal))
            return null;
        var middle = binding[queue.Length..^queue.Length];
        var half = middle.Length / 2;
        return middle.Length % 2 == 0 && middle[..half] == middle[half..] ? middle[..half] : null;
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} tasks wait in {List}, where no worker looks: "
            + "their sender has other priority_steps or another sep than REDIS_PRIORITY_STEPS and REDIS_PRIORITY_SEPARATOR say")]
    private static partial void LogUnserved(ILogger logger, long count, string list);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot look for tasks that lie where no worker looks, for an unexpected error")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
