using October.Tasks.Client;
using October.Tasks.Redis;

namespace October.Tasks.Schedules;

/// <inheritdoc cref="IScheduleBoard"/>
public sealed class ScheduleBoard(RedisConnection redis, ITaskClient client, TimeProvider time) : IScheduleBoard
{
    /// <summary>What no worker has announced for so long is gone.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ScheduleStore _store = new(redis);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleState>> ListAsync() => _store.ListAsync(time.GetUtcNow() - Fresh, time.GetUtcNow());

    /// <inheritdoc/>
    public Task<bool> PauseAsync(string name) => SetAsync(name, isPaused: true);

    /// <inheritdoc/>
    public Task<bool> ResumeAsync(string name) => SetAsync(name, isPaused: false);

    /// <inheritdoc/>
    public async Task<string?> RunNowAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name) is not { } schedule)
            return null;
        var options = new EnqueueOptions { Queue = schedule.Queue, Priority = schedule.Priority };
        return (await client.EnqueueAsync(schedule.Task, schedule.Args, schedule.Kwargs, options, cancellationToken)).Id;
    }

    private async Task<bool> SetAsync(string name, bool isPaused)
    {
        if (await FindAsync(name) is null)
            return false;
        await _store.PauseAsync(name, isPaused, time.GetUtcNow());
        return true;
    }

    private async Task<TaskSchedule?> FindAsync(string name) => (await ListAsync()).FirstOrDefault(state => state.Schedule.Name == name)?.Schedule;
}
