using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Redis;
using October.Testing.Redis;
using Prometheus;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Messages that were put aside until a time, when that has come.</summary>
public abstract class DelayedMessagesTests<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : RedisServer
{
    private const int Large = 1 << 20;

    private static readonly ConsumerSettings Settings = new();

    private RedisConnection _redis = null!;
    private MessageStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        _store = new MessageStore(_redis, "ours", Settings);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Of_large_ones_no_step_moves_more_than_Redis_has_memory_for_and_all_come_in_their_order()
    {
        await DelayAsync(Enumerable.Range(0, 10).Select(static i => (i, Large)));

        var steps = new List<DelayedMessages.Promotion>();
        do
            steps.Add(await _store.Delayed.PromoteAsync(200));
        while (steps[^1].IsMoreDue && steps.Count < 10);

        Assert.Equal([4, 4, 2], steps.Select(static step => step.Count));
        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(static i => (byte)i), await FirstBytesAsync());
        Assert.False(await _redis.UseAsync(static db => db.KeyExistsAsync(RedisKeys.Delayed)));
    }

    [Fact]
    public async Task One_that_is_larger_than_a_step_may_be_is_moved_and_small_ones_are_moved_together()
    {
        await DelayAsync([(0, 5 * Large), .. Enumerable.Range(1, 100).Select(static i => (i, 100))]);

        Assert.Equal((1, true), await StepAsync(200));
        Assert.Equal((90, true), await StepAsync(90));
        Assert.Equal((10, false), await StepAsync(90));

        async Task<(long, bool)> StepAsync(int count) => await _store.Delayed.PromoteAsync(count) is var step ? (step.Count, step.IsMoreDue) : default;
    }

    [Fact]
    public async Task No_more_is_shown_of_what_waits_than_there_is_memory_for()
    {
        await DelayAsync([(0, 100), .. Enumerable.Range(1, 10).Select(static i => (i, Large))]);
        await _redis.UseAsync(static db => db.SortedSetAddAsync(RedisKeys.Delayed, "no message", 1));

        var shown = await _store.Delayed.ListAsync(1000);

        Assert.Equal([0, 1, 2, 3], shown.Select(static one => (int)one.Delivery.Bytes.Span[0]));
        Assert.All(shown, static one => Assert.Equal("celery", one.Delivery.List));
        Assert.Equal(shown.Select(static one => one.Due).Order(), shown.Select(static one => one.Due));
        Assert.Equal([0], (await _store.Delayed.ListAsync(2)).Select(static one => (int)one.Delivery.Bytes.Span[0]));
    }

    [Fact]
    public async Task What_a_step_left_is_moved_at_once_although_no_time_goes_by()
    {
        await DelayAsync(Enumerable.Range(0, 10).Select(static i => (i, Large)));
        var time = new FakeTimeProvider();
        var metrics = new ConsumerMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()), [], Settings);
        var inFlight = new InFlight(new AsyncSignal(time), 1);
        var intake = new Intake(_store, inFlight, null!, new(time), null!, new ConsumerReports(metrics, null!, null!), time);
        var reclaimer = new Reclaimer(_store, inFlight, intake, _redis, time, NullLogger.Instance);

        for (var turn = 0; turn < 2; turn++)
        {
            await reclaimer.RunAsync();
            await inFlight.Signal.WaitAsync(TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        }

        await reclaimer.RunAsync();
        Assert.Equal(10, await _redis.UseAsync(static db => db.ListLengthAsync("celery")));
    }

    /// <summary>Messages that begin with their number, due just now, one after the other.</summary>
    private async Task DelayAsync(IEnumerable<(int Number, int Size)> messages)
    {
        var now = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds();
        foreach (var (number, size) in messages)
        {
            var message = new byte[size];
            message[0] = (byte)number;
            await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Delayed, (RedisValue)(byte[])[.. "celery\n"u8, .. message], now + number));
        }
    }

    private async Task<IEnumerable<byte>> FirstBytesAsync() =>
        (await _redis.UseAsync(static db => db.ListRangeAsync("celery"))).Select(static message => ((byte[])message!)[0]);
}
