using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using October.Tasks.Handlers;
using October.Tasks.Redis;
using October.Testing.Redis;
using Prometheus;

namespace October.Tasks.Consumer;

public sealed class LivenessTests
{
    [Fact]
    public async Task However_long_Redis_is_away_a_consumer_is_alive_and_not_ready()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var redis = new RedisConnection(
            new RedisSettings { Host = "127.0.0.1", Port = RedisServer.FreePort() }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        var consumer = new TaskConsumer(
            redis,
            new TaskRegistry(),
            new ConsumerSettings(),
            Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()),
            time,
            NullLogger<TaskConsumer>.Instance);
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => consumer.RunAsync(stop.Token), TestContext.Current.CancellationToken);
        for (var minute = 0; minute < 60; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal((true, false), (consumer.IsAlive, consumer.IsReady));
        }

        await stop.CancelAsync();
        for (var second = 0; !running.IsCompleted && second < 600; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        await running;
    }
}
