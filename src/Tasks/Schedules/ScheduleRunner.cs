using Microsoft.Extensions.Logging;
using October.Tasks.Redis;

namespace October.Tasks.Schedules;

/// <summary>
/// Sends the tasks of schedules when they are due. Every worker does it: each time is sent by the one that comes first, and by no other.
/// </summary>
internal sealed partial class ScheduleRunner(
    RedisConnection redis, IReadOnlyList<TaskSchedule> schedules, string origin, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(20);

    private readonly ScheduleStore _store = new(redis);
    private long? _announced;

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (schedules.Count == 0)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await TurnAsync();
            }
            catch (QueueUnavailableException exception)
            {
                LogUnavailable(logger, exception.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Sends what is due now.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer; what was not sent is sent at the next turn.</exception>
    internal async Task TurnAsync()
    {
        if (_announced is not { } at || time.GetElapsedTime(at) >= AnnounceEvery)
        {
            await _store.AnnounceAsync(schedules, time.GetUtcNow());
            _announced = time.GetTimestamp();
        }

        var known = await _store.LastAsync(schedules);
        foreach (var (schedule, last) in schedules.Zip(known))
        {
            if (last is { } before)
                await FireAsync(schedule, before, time.GetUtcNow());
            else
                await _store.BeginAsync(schedule, time.GetUtcNow());
        }
    }

    private async Task FireAsync(TaskSchedule schedule, DateTimeOffset last, DateTimeOffset now)
    {
        foreach (var (due, isSent) in DueTimes.Of(schedule, last, now))
        {
            switch (await _store.FireAsync(schedule, last, due, isSent, origin))
            {
                case ScheduleStore.Answer.Sent:
                    LogSent(logger, schedule.Name, due, ScheduleStore.TaskId(schedule, due));
                    break;
                case ScheduleStore.Answer.Skipped:
                    LogSkipped(logger, schedule.Name, due);
                    break;
                default:
                    return;
            }

            last = due;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "schedule {Schedule} was due at {Due}: sent task {Id}")]
    private static partial void LogSent(ILogger logger, string schedule, DateTimeOffset due, string id);

    [LoggerMessage(Level = LogLevel.Information, Message = "schedule {Schedule} was due at {Due} and nothing was sent: it is paused, or no worker ran then")]
    private static partial void LogSkipped(ILogger logger, string schedule, DateTimeOffset due);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot send the tasks of schedules: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
