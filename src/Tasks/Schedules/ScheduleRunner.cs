using Microsoft.Extensions.Logging;
using October.Tasks.Redis;
using October.Tasks.Telemetry;

namespace October.Tasks.Schedules;

/// <summary>
/// Sends the tasks of schedules when they are due. Every worker does it: each time is sent by the one that comes first, and by no other.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="schedules">The schedules.</param>
/// <param name="origin">Who sends.</param>
/// <param name="now">The time by which schedules are due: Redis', which is the same for all workers, whatever their hosts' clocks say.</param>
/// <param name="time">The clock for pauses.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ScheduleRunner(
    RedisConnection redis, IReadOnlyList<TaskSchedule> schedules, string origin, Func<Task<DateTimeOffset>> now, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(20);
    /// <summary>A clock that is set back makes times come again: those of less than this have been sent, and are not sent twice.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromHours(1);

    private readonly ScheduleStore _store = new(redis);
    private readonly LogRepeats _repeats = new(time);
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
#pragma warning disable CA1031 // The tasks of all schedules depend on this loop: it goes on, whatever Redis holds.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Say("", exception, LogBroken);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Sends what is due now.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer; what was not sent is sent at the next turn.</exception>
    internal async Task TurnAsync()
    {
        var at = await now();
        await AnnounceAsync(at);
        var known = await _store.LastAsync(schedules);
        foreach (var (schedule, last) in schedules.Zip(known))
            await TurnAsync(schedule, last, at);
    }

    private async Task TurnAsync(TaskSchedule schedule, DateTimeOffset? last, DateTimeOffset at)
    {
        try
        {
            if (last is not { } before)
                await _store.BeginAsync(schedule, at);
            else if (before - at < DueTimes.Punctual)
                await FireAsync(schedule, before, at);
            else
                await CatchUpAsync(schedule, before, at);
            _repeats.Forget(schedule.Name);
        }
#pragma warning disable CA1031 // What is wrong with one schedule, or with its queue, is no reason to send no other.
        catch (Exception exception) when (!IsAway(exception))
#pragma warning restore CA1031
        {
            Say(schedule.Name, exception, (log, reason, error) => LogUnsent(log, schedule.Name, reason, error));
        }
    }

    /// <summary>Announces the schedules now and then. Nothing depends on it but that they are seen.</summary>
    private async Task AnnounceAsync(DateTimeOffset at)
    {
        if (_announced is { } before && time.GetElapsedTime(before) < AnnounceEvery)
            return;
        try
        {
            await _store.AnnounceAsync(schedules, at);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception) when (!IsAway(exception))
#pragma warning restore CA1031
        {
            Say(" ", exception, LogUnannounced);
        }

        _announced = time.GetTimestamp();
    }

    /// <summary>Redis takes nothing at all.</summary>
    private static bool IsAway(Exception exception) => exception is QueueUnavailableException { IsKeyFault: false, IsRequestFault: false };

    private void Say(string what, Exception exception, Action<ILogger, string, Exception?> say)
    {
        if (_repeats.IsNew(what, exception.Message))
            say(logger, exception.Message, exception is QueueUnavailableException ? null : exception);
    }

    /// <summary>
    /// A last time that Redis' clock has not reached: it is behind now, or was ahead. For years, perhaps, where the host began with a wrong time: then the
    /// schedule begins anew, or nothing would be sent until then.
    /// </summary>
    private async Task CatchUpAsync(TaskSchedule schedule, DateTimeOffset last, DateTimeOffset at)
    {
        if (last - at <= LongestStep)
        {
            if (_repeats.IsNew($"{schedule.Name} ahead", ""))
                LogAhead(logger, schedule.Name, last, at);
        }
        else if (await _store.FireAsync(schedule, last, at, null, origin) == ScheduleStore.Answer.Skipped)
        {
            LogAnew(logger, schedule.Name, last, at);
        }
    }

    private async Task FireAsync(TaskSchedule schedule, DateTimeOffset last, DateTimeOffset at)
    {
        foreach (var (due, isSent) in DueTimes.Of(schedule, last, at))
        {
            var id = ScheduleStore.NewTaskId(schedule, due);
            switch (await _store.FireAsync(schedule, last, due, isSent ? id : null, origin))
            {
                case ScheduleStore.Answer.Sent:
                    LogSent(logger, schedule.Name, due, id);
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

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "schedule {Schedule} was last due at {Last}, and by Redis' clock it is {Now}: nothing is sent until that time")]
    private static partial void LogAhead(ILogger logger, string schedule, DateTimeOffset last, DateTimeOffset now);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "schedule {Schedule} was last due at {Last}, and by Redis' clock it is {Now}: the clock was wrong, and the schedule begins anew")]
    private static partial void LogAnew(ILogger logger, string schedule, DateTimeOffset last, DateTimeOffset now);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot send the tasks of schedules: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot send the tasks of schedules: {Reason}")]
    private static partial void LogBroken(ILogger logger, string reason, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot send the task of schedule {Schedule}: {Reason}")]
    private static partial void LogUnsent(ILogger logger, string schedule, string reason, Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot announce the schedules: {Reason}")]
    private static partial void LogUnannounced(ILogger logger, string reason, Exception? exception);
}
