using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using October.Tasks.Canvas;
using October.Tasks.Client;
using October.Testing.Redis;

namespace October.Tasks.Redis;

public sealed class MemoryUseTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData("# Memory\r\nused_memory:75\r\nmaxmemory:100\r\nmaxmemory_policy:noeviction\r\n", 75)]
    [InlineData("used_memory:250\nmaxmemory:100\n", 250)]
    [InlineData("used_memory:75\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n", null)]
    [InlineData("used_memory:75\r\nmaxmemory:100\r\nmaxmemory_policy:allkeys-lru\r\n", null)]
    [InlineData("used_memory:75\r\n", null)]
    [InlineData("used_memory:-1\r\nmaxmemory:a\r\n:\r\n", null)]
    [InlineData("", null)]
    public void It_is_read_where_Redis_has_a_limit_and_drops_nothing_at_it(string info, int? percent) => Assert.Equal(percent, MemoryUse.Percent(info));

    [Fact]
    public async Task A_full_memory_takes_no_more_until_there_is_room_again()
    {
        await using var raw = await server.RawAsync();
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider();
        var client = new TaskClient(redis, new TaskClientSettings { MaxMemoryPercent = 90 }, time);
        Assert.False((await SendAsync(client, "a")).Repeated);

        // In small parts: what connections take of it is given back later.
        for (var i = 0; i < 320; i++)
            await raw.GetDatabase().StringSetAsync($"large {i}", new byte[64 << 10]);
        var used = raw.GetServer("127.0.0.1", server.Port).Info("memory").Single().Single(static field => field.Key == "used_memory").Value;
        await raw.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", long.Parse(used, CultureInfo.InvariantCulture) * 104 / 100);
        Assert.False((await SendAsync(client, "b")).Repeated);
        time.Advance(TimeSpan.FromSeconds(1));
        var refusal = await Assert.ThrowsAsync<QueueFullException>(() => SendAsync(client, "c"));
        Assert.StartsWith("90 % of Redis' memory is in use", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsOfCaller);
        var workflow = TaskSignature.Chain(TaskSignature.Of("add", 1, 2), TaskSignature.Of("add", 3));
        await Assert.ThrowsAsync<QueueFullException>(() => client.SendAsync(workflow, TestContext.Current.CancellationToken));
        Assert.True((await SendAsync(client, "b")).Repeated);
        Assert.Equal(2, await raw.GetDatabase().ListLengthAsync("celery"));

        await raw.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await SendAsync(client, "c")).Repeated);
    }

    private static Task<EnqueueReceipt> SendAsync(TaskClient client, string id) =>
        client.EnqueueAsync("add", "[]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { TaskId = id }, TestContext.Current.CancellationToken);
}
