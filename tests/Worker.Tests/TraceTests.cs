using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;
using October.Testing.Services;

namespace October.Worker;

public sealed class TraceTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_log_line_of_a_run_names_the_task_and_the_senders_trace()
    {
        await using var worker = ServiceProcess.Start("october-worker", [], ("REDIS_URL", server.Url));
        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/ready") == 200, "the worker is ready");
        await using var redis = new RedisConnection(server.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings(), TimeProvider.System);

        var sent = await client.EnqueueAsync(
            "add",
            "[1]"u8.ToArray(),
            "{}"u8.ToArray(),
            new EnqueueOptions { TraceParent = $"00-{Trace}-b7ad6b7169203331-01" },
            TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Failure, (await client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
        await worker.TerminateAsync();

        var (_, output, _) = await worker.ExitAsync();
        var line = output.Split('\n').Single(line => line.Contains("failed", StringComparison.Ordinal));
        Assert.Contains($"\"TraceId\":\"{Trace}\"", line, StringComparison.Ordinal);
        Assert.Contains($"\"task_id\":\"{sent.Id}\"", line, StringComparison.Ordinal);
    }
}
