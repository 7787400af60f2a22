using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Results;
using October.Testing;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>Connections that break in the two ways they can: with a bang, and in silence.</summary>
public sealed class BrokenConnectionTests(RedisServer server) : IClassFixture<RedisServer>
{
    /// <summary>Side by side, for most of a break is waiting: forty times twenty-five is a thousand.</summary>
    private const int Consumers = 40;

    private const int Breaks = 25;

    /// <summary>Of so many breaks one is silent: the connection stays half open.</summary>
    private const int SilentEvery = 6;

    /// <summary>It takes less than five seconds, but not on a machine that is busy with something else.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_consumer_works_again_after_each_of_a_thousand_breaks()
    {
        await using var straight = server.Connect();
        await straight.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(straight, new TaskClientSettings(), TimeProvider.System);

        await Task.WhenAll(Enumerable.Range(0, Consumers).Select(i => BreakAsync(client, $"queue-{i}")));
    }

    private async Task BreakAsync(TaskClient client, string queue)
    {
        await using var proxy = new TcpProxy(server.Port);
        await using var worker = new RunningConsumer(server.Settings with { Port = proxy.Port }, new ConsumerSettings { Queues = [queue], Concurrency = 1 });
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is connected");
        for (var i = 0; i < Breaks; i++)
        {
            var inSilence = i % SilentEvery == 0;
            if (inSilence)
                proxy.Freeze();
            else
                proxy.Reset();
            var sent = await client.EnqueueAsync(
                "ping", "[]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { Queue = queue }, TestContext.Current.CancellationToken);

            var result = await client.AwaitResultAsync(sent.Id, Bound, TestContext.Current.CancellationToken);

            if (result.Status != TaskState.Success)
                Assert.Fail(
                    $"{queue}, break {i} ({(inSilence ? "half-open" : "reset")}), task {sent.Id}: {result.Status} after {Bound}; "
                        + $"ready {worker.Consumer.IsReady}, run {worker.Ended.Status}; {await WhereAsync(queue, sent.Id)}");
        }
    }

    /// <summary>What Redis has of a queue and of a task.</summary>
    private async Task<string> WhereAsync(string queue, string id)
    {
        await using var raw = await server.RawAsync();
        var db = raw.GetDatabase();
        var found = new List<string> { $"{await db.ListLengthAsync(queue)} waiting" };
        await foreach (var key in raw.GetServer("127.0.0.1", server.Port).KeysAsync(pattern: "october:*"))
        {
            found.Add(await db.KeyTypeAsync(key) switch
            {
                RedisType.Hash => string.Join(", ", (await db.HashGetAllAsync(key)).Where(field => $"{field.Value}".Contains(id, StringComparison.Ordinal))
                    .Select(field => $"{key} has it as {field.Name}")),
                RedisType.SortedSet => $"{key} has {await db.SortedSetLengthAsync(key)}: {string.Join(' ', await db.SortedSetRangeByRankAsync(key, 0, 3))}",
                _ => "",
            });
        }

        return string.Join("; ", found.Where(text => text.Length > 0));
    }

    [Fact]
    public async Task Client_and_worker_follow_a_failover_although_the_old_primary_still_answers()
    {
        await using RedisServer old = new(), next = new();
        await old.StartAsync();
        await next.StartAsync();
        await using var proxy = new TcpProxy(old.Port);
        await using var worker = new RunningConsumer(old.Settings with { Port = proxy.Port });
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is connected");

        proxy.Switch(next.Port);
        await using (var raw = await old.RawAsync())
            await raw.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", $"{next.Port}");

        EnqueueReceipt? sent = null;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await worker.Client.GetQueuesAsync(["celery"]);
                    sent = await worker.Client.EnqueueAsync("ping", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
                    return true;
                }
                catch (QueueUnavailableException)
                {
                    return false;
                }
            },
            "the client sends to the new primary");
        Assert.Equal(
            TaskState.Success, (await worker.Client.AwaitResultAsync(sent!.Id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_rotated_password_is_taken_from_its_file()
    {
        await using var rotating = new RedisServer();
        await rotating.StartAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, RedisServer.Password, TestContext.Current.CancellationToken);
        await using var redis = new RedisConnection(
            rotating.Settings with { Password = null, PasswordFile = file },
            TimeProvider.System,
            NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.PingAsync();

        await using (var raw = await rotating.RawAsync())
        {
            await File.WriteAllTextAsync(file, "another-password\n", TestContext.Current.CancellationToken);
            await raw.GetServer("127.0.0.1", rotating.Port).ConfigSetAsync("requirepass", "another-password");
            await raw.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await redis.PingAsync();
                    return true;
                }
                catch (QueueUnavailableException)
                {
                    return false;
                }
            },
            "the connection is back under the new password");
        File.Delete(file);
    }
}
