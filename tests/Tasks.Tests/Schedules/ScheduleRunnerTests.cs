using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Testing.Redis;

namespace October.Tasks.Schedules;

/// <summary>Workers with the same schedules on one Redis, in virtual time.</summary>
public sealed class ScheduleRunnerTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 30, TimeSpan.Zero);

    private static readonly TaskSchedule[] Schedules =
    [
        new() { Name = "minute", Task = "ping", Cron = "* * * * *" },
        new() { Name = "tick", Task = "add", Every = TimeSpan.FromSeconds(7), Args = "[2,3]"u8.ToArray(), Queue = "ticks" },
    ];

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_time_is_sent_once_by_whichever_worker_comes_first()
    {
        var time = new FakeTimeProvider(Start);
        await using var redis = server.Connect();
        await using var other = server.Connect();
        await Task.WhenAll(
            redis.WhenConnectedAsync(TestContext.Current.CancellationToken), other.WhenConnectedAsync(TestContext.Current.CancellationToken));
        ScheduleRunner[] workers = [Runner(redis, time, "one"), Runner(other, time, "two"), Runner(redis, time, "three")];
        await Task.WhenAll(workers.Select(static worker => worker.TurnAsync()));

        for (var i = 0; i < 200; i++)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            await Task.WhenAll(workers.Select(static worker => worker.TurnAsync()));
        }

        var minutes = Enumerable.Range(1, 10).Select(static minute => $"minute-20260101T00{minute:00}00Z");
        Assert.Equal(minutes, await IdsAsync(redis, "celery"));
        var first = Schedules[1].Next(Start)!.Value;
        var ticks = Enumerable.Range(0, 200).Select(i => first + i * TimeSpan.FromSeconds(7)).TakeWhile(at => at <= time.GetUtcNow());
        Assert.Equal(ticks.Select(static at => Timed(ScheduleStore.NewTaskId(Schedules[1], at))), await IdsAsync(redis, "ticks"));
    }

    /// <summary>Before, each time was sent by one of them only, and the other said nothing.</summary>
    [Fact]
    public async Task Schedules_of_one_name_and_time_of_two_apps_are_both_sent()
    {
        var time = new FakeTimeProvider(Start);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        ScheduleRunner[] workers = [.. ((string[])["shop", "mail"]).Select(app => new ScheduleRunner(
            redis, [new TaskSchedule { Name = "cleanup", Task = app + ".cleanup", Cron = "* * * * *", Queue = app }], app,
            () => Task.FromResult(time.GetUtcNow()), time, NullLogger.Instance))];

        for (var i = 0; i < 20; i++)
        {
            await Task.WhenAll(workers.Select(static worker => worker.TurnAsync()));
            time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal((10, 10), ((await IdsAsync(redis, "shop")).Count, (await IdsAsync(redis, "mail")).Count));
    }

    [Fact]
    public async Task A_worker_that_starts_later_sends_what_is_due_and_not_all_that_was_missed()
    {
        var time = new FakeTimeProvider(Start);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await Runner(redis, time, "one").TurnAsync();
        time.Advance(TimeSpan.FromHours(2.5));

        await Runner(redis, time, "two").TurnAsync();
        await Runner(redis, time, "three").TurnAsync();

        Assert.Equal(["minute-20260101T023000Z"], await IdsAsync(redis, "celery"));
    }

    [Fact]
    public async Task A_paused_schedule_sends_nothing_and_makes_up_for_nothing()
    {
        var time = new FakeTimeProvider(Start);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var worker = Runner(redis, time, "one");
        await worker.TurnAsync();
        var board = Board(redis, time);
        Assert.True(await board.PauseAsync("minute"));
        Assert.False(await board.PauseAsync("unknown"));

        time.Advance(TimeSpan.FromMinutes(1));
        await worker.TurnAsync();
        Assert.True((await board.ListAsync()).Single(static state => state.Schedule.Name == "minute") is { IsPaused: true, Last: not null });
        await board.ResumeAsync("minute");
        await worker.TurnAsync();
        Assert.Empty(await IdsAsync(redis, "celery"));
        time.Advance(TimeSpan.FromMinutes(1));
        await worker.TurnAsync();

        Assert.Equal(["minute-20260101T000200Z"], await IdsAsync(redis, "celery"));
    }

    [Fact]
    public async Task What_no_worker_has_announced_for_a_minute_is_gone()
    {
        var time = new FakeTimeProvider(Start);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await Runner(redis, time, "one").TurnAsync();
        var board = Board(redis, time);
        Assert.Equal(["minute", "tick"], (await board.ListAsync()).Select(static state => state.Schedule.Name));
        Assert.All(await board.ListAsync(), static state => Assert.True(state is { IsPaused: false, Last: null, Next: not null }));

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Empty(await board.ListAsync());
    }

    /// <summary>Anybody may have written there. Before, one of them was the end of all schedules of all workers.</summary>
    [Theory]
    [InlineData("99999999999999999")]
    [InlineData("253402300799999999")]
    [InlineData("never")]
    [InlineData("-1")]
    [InlineData("1e400")]
    public async Task A_last_time_that_is_none_begins_the_schedule_anew_and_others_are_sent(string stored)
    {
        var time = new FakeTimeProvider(Start);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var worker = Runner(redis, time, "one");
        await worker.TurnAsync();
        foreach (var field in await redis.UseAsync(static db => db.HashKeysAsync(RedisKeys.ScheduleTimes)))
        {
            if (field.ToString().StartsWith("tick ", StringComparison.Ordinal))
                await redis.UseAsync(db => db.HashSetAsync(RedisKeys.ScheduleTimes, field, stored));
        }

        Assert.Equal(2, (await Board(redis, time).ListAsync()).Count);
        for (var i = 0; i < 11; i++)
        {
            await worker.TurnAsync();
            time.Advance(TimeSpan.FromSeconds(7));
        }

        Assert.Equal(["minute-20260101T000100Z"], await IdsAsync(redis, "celery"));
        Assert.Equal(10, (await IdsAsync(redis, "ticks")).Count);
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_stops_neither_the_other_schedules_nor_their_sending()
    {
        var time = new FakeTimeProvider(Start);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var log = new RecordingLogger();
        var worker = new ScheduleRunner(redis, [.. Schedules.Reverse()], "one", () => Task.FromResult(time.GetUtcNow()), time, log);
        await redis.UseAsync(static db => db.StringSetAsync(RedisKeys.Schedules, "no hash"));
        await redis.UseAsync(static db => db.StringSetAsync("ticks", "no list"));
        await worker.TurnAsync();

        time.Advance(TimeSpan.FromMinutes(1));
        await worker.TurnAsync();
        await worker.TurnAsync();

        Assert.Equal(["minute-20260101T000100Z"], await IdsAsync(redis, "celery"));
        Assert.Single(log.Lines, static line => line.Text.StartsWith("cannot send the task of schedule tick: ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, static line => line.Text.StartsWith("cannot announce the schedules: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_due_is_so_by_Redis_clock_whatever_the_hosts_says()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(30));
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var worker = new ScheduleRunner(redis, Schedules, "one", () => RedisTime.NowAsync(redis), time, NullLogger.Instance);

        await worker.TurnAsync();

        var begun = Assert.IsType<DateTimeOffset>((await new ScheduleStore(redis).LastAsync(Schedules))[0]);
        Assert.InRange(begun, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>Before, nothing was sent until the clock was there again: for years, where a host had begun with a wrong time.</summary>
    [Fact]
    public async Task After_Redis_clock_was_far_ahead_its_schedules_go_on()
    {
        var (ids, log) = await AfterAStepAsync(TimeSpan.FromHours(5));

        Assert.Equal(["minute-20260101T050000Z", "minute-20260101T000200Z", "minute-20260101T000300Z"], ids);
        Assert.Single(log.Lines, static line => line.Text.StartsWith("schedule minute was last due at ", StringComparison.Ordinal)
            && line.Text.EndsWith(": the clock was wrong, and the schedule begins anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_small_step_of_Redis_clock_no_time_is_sent_twice_and_that_is_said()
    {
        var (ids, log) = await AfterAStepAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(["minute-20260101T003000Z"], ids);
        Assert.Single(log.Lines, static line => line.Text.StartsWith("schedule minute was last due at ", StringComparison.Ordinal)
            && line.Text.EndsWith(": nothing is sent until that time", StringComparison.Ordinal));
    }

    /// <summary>The tasks that are sent while Redis' clock is ahead for one turn, and right in the minutes after it.</summary>
    private async Task<(IReadOnlyList<string> Ids, RecordingLogger Log)> AfterAStepAsync(TimeSpan ahead)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var (now, log) = (Start, new RecordingLogger());
        var worker = new ScheduleRunner(redis, [Schedules[0]], "one", () => Task.FromResult(now), new FakeTimeProvider(Start), log);
        foreach (var at in (TimeSpan[])[default, ahead, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3)])
        {
            now = Start + at;
            await worker.TurnAsync();
        }

        return (await IdsAsync(redis, "celery"), log);
    }

    [Fact]
    public void The_id_of_a_time_cannot_be_guessed() =>
        Assert.NotEqual(ScheduleStore.NewTaskId(Schedules[0], Start), ScheduleStore.NewTaskId(Schedules[0], Start));

    private static ScheduleRunner Runner(RedisConnection redis, FakeTimeProvider time, string name) =>
        new(redis, Schedules, name, () => Task.FromResult(time.GetUtcNow()), time, NullLogger.Instance);

    private static ScheduleBoard Board(RedisConnection redis, FakeTimeProvider time) =>
        new(redis, new TaskClient(redis, new TaskClientSettings(), time), () => Task.FromResult(time.GetUtcNow()));

    /// <summary>Without what nobody can guess.</summary>
    private static string Timed(string id) => id[..id.LastIndexOf('-')];

    /// <summary>The ids of a queue's tasks, in the order of sending, as far as they can be guessed.</summary>
    private static async Task<IReadOnlyList<string>> IdsAsync(RedisConnection redis, string queue) =>
        [.. (await redis.UseAsync(db => db.ListRangeAsync(queue))).Reverse().Select(static message => Timed(EnvelopeReader.Read((byte[])message!).Id))];
}
