using October.Tasks.Client;
using October.Tasks.Redis;

namespace October.Tasks.Schedules;

/// <inheritdoc cref="IScheduleBoard"/>
public sealed class ScheduleBoard : IScheduleBoard
{
    /// <summary>What no worker has announced for so long is gone.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ITaskClient _client;
    private readonly Func<Task<DateTimeOffset>> _now;
    private readonly ScheduleStore _store;

    /// <summary>A board that goes by Redis' clock, as the workers do, whose announcements are dated by it.</summary>
    /// <param name="redis">Where the schedules are announced.</param>
    /// <param name="client">Sends a schedule's task.</param>
    public ScheduleBoard(RedisConnection redis, ITaskClient client)
        : this(redis, client, () => RedisTime.NowAsync(redis))
    {
    }

    /// <summary>A board that goes by another clock.</summary>
    internal ScheduleBoard(RedisConnection redis, ITaskClient client, Func<Task<DateTimeOffset>> now) =>
        (_client, _now, _store) = (client, now, new ScheduleStore(redis));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScheduleState>> ListAsync()
    {
        var now = await _now();
        return await _store.ListAsync(now - Fresh, now);
    }

    /// <inheritdoc/>
    public Task<bool> PauseAsync(string name) => SetAsync(name, isPaused: true);

    /// <inheritdoc/>
    public Task<bool> ResumeAsync(string name) => SetAsync(name, isPaused: false);

    /// <inheritdoc/>
    public async Task<string?> RunNowAsync(string name, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name) is not { } schedule)
            return null;
        options = (options ?? new EnqueueOptions()) with { Queue = schedule.Queue, Priority = schedule.Priority };
        return (await _client.EnqueueAsync(schedule.Task, schedule.Args, schedule.Kwargs, options, cancellationToken)).Id;
    }

    private async Task<bool> SetAsync(string name, bool isPaused)
    {
        if (await FindAsync(name) is null)
            return false;
        await _store.PauseAsync(name, isPaused, await _now());
        return true;
    }

    private async Task<TaskSchedule?> FindAsync(string name) => (await ListAsync()).FirstOrDefault(state => state.Schedule.Name == name)?.Schedule;
}
