using October.Tasks.Client;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer;

/// <summary>A worker on a host whose clock is wrong.</summary>
public sealed class ClockTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task What_fails_is_tried_again_by_Redis_clock_whatever_the_hosts_says(int hours)
    {
        await using var worker = Worker(hours);

        var result = await CallAsync(worker, "flaky", "[3]", null);

        Assert.Equal((TaskState.Success, "3"), (result.Status, result.Value?.GetRawText()));
        Assert.InRange(result.DateDone!.Value, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task A_task_expires_and_is_due_by_Redis_clock(int hours)
    {
        await using var worker = Worker(hours);
        var now = DateTimeOffset.UtcNow;

        var timely = await CallAsync(worker, "ping", "[]", new EnqueueOptions { Eta = now.AddMilliseconds(200), Expires = now.AddHours(1) });
        var late = await CallAsync(worker, "ping", "[]", new EnqueueOptions { Expires = now.AddHours(-1) });

        Assert.Equal((TaskState.Success, TaskState.Revoked), (timely.Status, late.Status));
    }

    [Fact]
    public void A_clock_goes_on_from_what_Redis_said_last()
    {
        var host = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var clock = new ServerClock(host);
        Assert.Equal(host.GetUtcNow(), clock.GetUtcNow());
        var said = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        host.Advance(TimeSpan.FromSeconds(5));
        clock.Set(said);
        host.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(said.AddSeconds(7), clock.GetUtcNow());

        clock.Set(said.AddDays(-1));
        Assert.Equal(said.AddDays(-1), clock.GetUtcNow());
    }

    private RunningConsumer Worker(int hours) => new(server.Settings, time: new WrongClock(TimeSpan.FromHours(hours)));

    private static async Task<TaskResult> CallAsync(RunningConsumer worker, string task, string args, EnqueueOptions? options)
    {
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var sent = await worker.Client.EnqueueAsync(
            task, System.Text.Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken);
        return await worker.Client.AwaitResultAsync(sent.Id, Long, TestContext.Current.CancellationToken);
    }

    /// <summary>Elapsed time is right, and the time is not.</summary>
    private sealed class WrongClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
