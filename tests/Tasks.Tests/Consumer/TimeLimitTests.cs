using October.Tasks.Client;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer;

public sealed class TimeLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData(49, 50)]
    [InlineData(50, 365)]
    [InlineData(null, 365)]
    [InlineData(365, null)]
    public async Task A_limit_beyond_what_a_timer_has_is_none(int? softDays, int? hardDays)
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var options = new EnqueueOptions { SoftTimeLimit = Days(softDays), HardTimeLimit = Days(hardDays) };

        var sent = await worker.Client.EnqueueAsync("ping", "[]"u8.ToArray(), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken);

        var result = await worker.Client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Success, result.Status);

        static TimeSpan? Days(int? days) => days is { } some ? TimeSpan.FromDays(some) : null;
    }
}
