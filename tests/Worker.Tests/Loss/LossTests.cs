using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Redis;
using October.Testing.Redis;
using October.Testing.Services;

namespace October.Worker.Loss;

/// <summary>Nothing accepted is lost, and nothing is recorded twice, while workers and Redis are killed all the time.</summary>
public sealed class LossTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Queue = "loss";
    private const int Tasks = 20_000;
    private const int Workers = 3;
    private const int RedisKills = 10;

    /// <summary>In one step, for messages move: a look at one place after the other can miss the one that is on its way.</summary>
    private const string Anywhere = "return redis.call('LLEN', KEYS[1]) + redis.call('ZCARD', KEYS[2]) + redis.call('ZCARD', KEYS[3])";

    [Fact]
    public async Task Twenty_thousand_tasks_survive_killed_workers_and_a_killed_Redis()
    {
        await using var observer = new Observer(server);
        var expected = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var (workerKills, redisKills) = (0, 0);
        using var calm = new CancellationTokenSource();

        var sending = SendAllAsync(expected);
        var workers = Enumerable.Range(0, Workers).Select(_ => StartWorker()).ToList();
        var killingWorkers = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            while (!calm.IsCancellationRequested && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
            {
                var victim = workerKills++ % Workers;
                workers[victim].Kill();
                await workers[victim].DisposeAsync();
                workers[victim] = StartWorker();
            }
        }, TestContext.Current.CancellationToken);
        var killingRedis = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
            for (; redisKills < RedisKills && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken); redisKills++)
            {
                await server.KillAsync();
                await server.StartAsync();
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(sending, killingRedis);
        await calm.CancelAsync();
        await killingWorkers;

        await using var raw = await server.RawAsync();
        await Eventually.TrueAsync(
            async () => (long)await raw.GetDatabase().ScriptEvaluateAsync(Anywhere, [Queue, "october:delayed", "october:leases"]) == 0,
            "no message waits, is delayed, or is held");
        var check = await observer.CheckAsync(Queue, expected);
        var heard = await observer.HeardAsync();
        foreach (var worker in workers)
            await worker.DisposeAsync();

        TestContext.Current.SendDiagnosticMessage(
            $"{workerKills} workers and {redisKills} times Redis were killed; checker: {check.ToJsonString()}; listener: {heard.ToJsonString()}");
        Assert.Equal(Tasks, expected.Count);
        Assert.Equal($$"""{"missing":[],"wrong":[],"left":[],"results":{{Tasks}}}""", check.ToJsonString());
        Assert.Equal("[]", heard["doubled"]!.ToJsonString());
        Assert.True((int)heard["heard"]! > Tasks / 4, $"the listener heard only {heard["heard"]} results");
        Assert.True(workerKills >= 20, $"only {workerKills} workers were killed");
    }

    private async Task SendAllAsync(ConcurrentDictionary<string, long> expected)
    {
        await using var redis = new RedisConnection(server.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings { Queue = Queue }, TimeProvider.System);
        await Parallel.ForAsync(0, Tasks, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellationToken) =>
        {
            var id = Guid.NewGuid().ToString();
            var args = System.Text.Encoding.UTF8.GetBytes($"[{i},1]");
            // As a caller of the api would: again until it is accepted, always under the same id.
            while (true)
            {
                try
                {
                    await client.EnqueueAsync("add", args, "{}"u8.ToArray(), new EnqueueOptions { TaskId = id }, cancellationToken);
                    expected[id] = i + 1;
                    return;
                }
                catch (QueueUnavailableException)
                {
                    await Task.Delay(50, cancellationToken);
                }
            }
        });
    }

    private ServiceProcess StartWorker() => ServiceProcess.Start(
        "october-worker",
        [],
        ("REDIS_URL", server.Url),
        ("WORKER_QUEUES", Queue),
        ("WORKER_VISIBILITY_TIMEOUT", "1s"),
        // Here tasks are killed for no fault of their own.
        ("TASK_MAX_DELIVERIES", "1000"));
}
