using System.Globalization;
using System.Security.Cryptography;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Schedules;

/// <summary>Schedules in Redis: what the workers have announced, the last time of each that was due, and which are paused.</summary>
internal sealed class ScheduleStore(RedisConnection redis)
{
    /// <summary>What became of a time that was due.</summary>
    public enum Answer
    {
        /// <summary>Another worker was faster.</summary>
        Taken = 0,

        /// <summary>Its task was sent.</summary>
        Sent = 1,

        /// <summary>It was due, and nothing was to be sent.</summary>
        Skipped = 2,

        /// <summary>By Redis' clock it is not due yet.</summary>
        Early = 3,
    }

    /// <summary>An id for the task that is sent at a time. Who could guess it might revoke the task before it is sent, or send another under it.</summary>
    public static string NewTaskId(TaskSchedule schedule, DateTimeOffset due)
    {
        var time = due.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return $"{schedule.Name}-{time}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
    }

    /// <summary>The last time of each schedule that was due; null for one that no worker has known before, and where Redis has what is no time.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public async Task<IReadOnlyList<DateTimeOffset?>> LastAsync(IReadOnlyList<TaskSchedule> schedules)
    {
        var fields = schedules.Select(static schedule => (RedisValue)Field(schedule)).ToArray();
        var values = await redis.UseAsync(db => db.HashGetAsync(redis.Key(RedisKeys.ScheduleTimes), fields));
        return [.. values.Select(static value => RedisTime.Parse((string?)value))];
    }

    /// <summary>Begins to count a schedule's times, unless another worker has.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public Task BeginAsync(TaskSchedule schedule, DateTimeOffset now) => FireAsync(schedule, null, now, null, "");

    /// <summary>A time is due: sends its task, or does not, and remembers the time, in one step and for one caller only.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="last">The last time, as it was read, or null for none: another worker may have moved on since.</param>
    /// <param name="due">The time.</param>
    /// <param name="id">The id of its task; null to send nothing.</param>
    /// <param name="origin">Who sends.</param>
    /// <exception cref="QueueUnavailableException">Redis did not answer: whether it was sent, the next reading of the last time says.</exception>
    public async Task<Answer> FireAsync(TaskSchedule schedule, DateTimeOffset? last, DateTimeOffset due, string? id, string origin)
    {
        var message = Message(schedule, id ?? "", due) with { Origin = origin };
        RedisKey[] keys = [RedisKeys.ScheduleTimes, RedisKeys.SchedulesPaused, redis.Settings.Layout.List(schedule.Queue, schedule.Priority)];
        RedisValue[] values =
        [
            Field(schedule), schedule.Name, last is { } known ? known.ToUnixTimeMilliseconds() : "", due.ToUnixTimeMilliseconds(), id is null ? 0 : 1,
            EnvelopeWriter.Write(message, Guid.NewGuid().ToString()), RedisKeys.Wake(schedule.Queue),
        ];
        return (Answer)(long)await redis.RunAsync(Script.Fire, keys, values);
    }

    /// <summary>Announces schedules, for those who ask which there are.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public Task AnnounceAsync(IReadOnlyList<TaskSchedule> schedules, DateTimeOffset now) =>
        // One by one, and not with HMSET, to which the documented users have no right.
        redis.UseAsync(db => Task.WhenAll(schedules.Select(schedule => db.HashSetAsync(
            redis.Key(RedisKeys.Schedules), schedule.Name, $"{now.ToUnixTimeMilliseconds()} {ScheduleText.Write(schedule)}"))));

    /// <summary>The schedules that workers have announced since a time, by name.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public async Task<IReadOnlyList<ScheduleState>> ListAsync(DateTimeOffset since, DateTimeOffset now)
    {
        var announced = await redis.UseAsync(db => db.HashGetAllAsync(redis.Key(RedisKeys.Schedules)));
        var schedules = announced.Select(entry => Read((string)entry.Value!, since)).OfType<TaskSchedule>()
            .OrderBy(static one => one.Name, StringComparer.Ordinal)
            .ToArray();
        var paused = (await redis.UseAsync(db => db.HashGetAllAsync(redis.Key(RedisKeys.SchedulesPaused)))).Select(static one => (string)one.Name!).ToHashSet();
        var last = schedules.Length == 0 ? [] : await LastAsync(schedules);
        return
        [
            .. schedules.Zip(last, (schedule, at) =>
                new ScheduleState(schedule, paused.Contains(schedule.Name), Due(schedule, at), schedule.Next(now))),
        ];
    }

    /// <summary>Pauses or resumes a schedule.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public Task PauseAsync(string name, bool isPaused, DateTimeOffset now) => redis.UseAsync(db => isPaused
        ? db.HashSetAsync(redis.Key(RedisKeys.SchedulesPaused), name, now.ToUnixTimeMilliseconds())
        : db.HashDeleteAsync(redis.Key(RedisKeys.SchedulesPaused), name));

    private static TaskMessage Message(TaskSchedule schedule, string id, DateTimeOffset now) => new()
    {
        Id = id,
        Task = schedule.Task,
        Args = schedule.Args,
        Kwargs = schedule.Kwargs,
        Queue = schedule.Queue,
        Priority = schedule.Priority,
        SentAt = now,
    };

    /// <summary>
    /// By all that makes it another one: a schedule whose times are changed begins anew, and workers with the old and the new ones do not disturb each other.
    /// Nor do apps that share a Redis, whose schedules may have one name.
    /// </summary>
    private static string Field(TaskSchedule schedule) =>
        string.Join(' ', schedule.Name, Times(schedule), schedule.TimeZone.Id, schedule.Queue, schedule.Task);

    private static string? Times(TaskSchedule schedule) => schedule.Cron ?? schedule.Every?.Ticks.ToString(CultureInfo.InvariantCulture);

    /// <summary>A schedule that is new begins with a time at which it was not due.</summary>
    private static DateTimeOffset? Due(TaskSchedule schedule, DateTimeOffset? last) =>
        last is { } time && schedule.Next(time.AddMilliseconds(-1)) == time ? time : null;

    private static TaskSchedule? Read(string announced, DateTimeOffset since)
    {
        if (announced.Split(' ', 2) is not [var at, var json])
            return null;
        if (!long.TryParse(at, CultureInfo.InvariantCulture, out var time) || time < since.ToUnixTimeMilliseconds())
            return null;
        try
        {
            return ScheduleText.ReadAll($"[{json}]").Single();
        }
        catch (FormatException)
        {
            // Of a worker that can do more.
            return null;
        }
    }
}
