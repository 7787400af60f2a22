using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;
using October.Testing.Services;
using StackExchange.Redis;

namespace October.Worker;

public sealed class WorkerProcessTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task It_runs_tasks_reports_them_and_stops_when_told()
    {
        await using var worker = ServiceProcess.Start(
            "october-worker", [], ("REDIS_URL", $"redis://127.0.0.1:{server.Port}"), ("REDIS_PASSWORD", RedisServer.Password));
        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/ready") == 200, "the worker is ready");
        await using var redis = new RedisConnection(server.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings(), TimeProvider.System);

        var sent = await client.EnqueueAsync("add", "[2,3]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
        var result = await client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.Equal((TaskState.Success, "5"), (result.Status, result.Value!.Value.GetRawText()));
        Assert.Equal(200, await worker.ProbeAsync("/healthz"));
        await Eventually.TrueAsync(
            async () =>
                (await worker.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains(
                    """celery_tasks_total{task="add",status="success"} 1""", StringComparison.Ordinal),
            "the task is counted");
        var scrape = await worker.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("celery_queue_length{queue_name=\"celery\"} 0", scrape, StringComparison.Ordinal);
        Assert.Contains("october_tasks_dead 0", scrape, StringComparison.Ordinal);
        Assert.Matches("celery_task_succeeded_total{name=\"add\",hostname=\"celery@[^\"]+\",queue_name=\"celery\"} 1", scrape);
        Assert.Matches("celery_task_queue_wait_time_count{name=\"add\",hostname=\"celery@[^\"]+\",queue_name=\"celery\"} 1", scrape);
        Assert.Contains("celery_active_worker_count{queue_name=\"celery\"} 1", scrape, StringComparison.Ordinal);
        Assert.Contains("celery_active_consumer_count{queue_name=\"celery\"} 1", scrape, StringComparison.Ordinal);
        Assert.Matches("celery_worker_tasks_active{hostname=\"celery@[^\"]+\"} 0", scrape);
        await worker.TerminateAsync();
        var (code, output, errors) = await worker.ExitAsync();
        Assert.Equal((0, ""), (code, errors));
        Assert.DoesNotContain(RedisServer.Password, output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Warning\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_when_remote_control_shuts_it_down()
    {
        await using var worker = ServiceProcess.Start("october-worker", [], ("REDIS_URL", server.Url), ("WORKER_NAME", "w1@%h"));
        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/ready") == 200, "the worker is ready");
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},password={RedisServer.Password}");
        var command = $$"""{"method":"shutdown","arguments":{},"destination":["w1@{{Environment.MachineName}}"]}""";
        var message = $$$"""{"body":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(command))}}}","headers":{},"properties":{"body_encoding":"base64"}}""";

        await Eventually.TrueAsync(
            async () => await redis.GetSubscriber().PublishAsync(RedisChannel.Literal("/0.celery.pidbox"), message) > 0, "the worker listens to commands");

        var (code, output, errors) = await worker.ExitAsync();
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("stopping, as remote control demands", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_for_Redis_and_is_not_ready_until_then()
    {
        await using var late = new RedisServer();
        await using var worker = ServiceProcess.Start("october-worker", [], ("REDIS_URL", late.Url));
        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/healthz") == 200, "the worker is alive");
        Assert.Equal(503, await worker.ProbeAsync("/ready"));

        await late.StartAsync();

        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/ready") == 200, "the worker is ready");
    }

    [Fact]
    public async Task An_outage_of_Redis_makes_it_unready_but_restarts_it_not()
    {
        await using var failing = new RedisServer();
        await failing.StartAsync();
        await using var worker = ServiceProcess.Start("october-worker", [], ("REDIS_URL", failing.Url));
        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/ready") == 200, "the worker is ready");

        await failing.KillAsync();

        await Eventually.TrueAsync(async () => await worker.ProbeAsync("/ready") == 503, "the worker is not ready");
        Assert.Equal(200, await worker.ProbeAsync("/healthz"));
    }

    [Fact]
    public async Task It_dies_of_SIGKILL_and_its_task_is_run_by_another()
    {
        (string, string)[] settings = [("REDIS_URL", server.Url), ("WORKER_QUEUES", "fragile"), ("WORKER_VISIBILITY_TIMEOUT", "1s")];
        await using var redis = new RedisConnection(server.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings { Queue = "fragile" }, TimeProvider.System);
        await using var raw = await server.RawAsync();
        var ids = new List<string>();
        await using var survivor = ServiceProcess.Start("october-worker", [], settings);
        await using (var victim = ServiceProcess.Start("october-worker", [], settings))
        {
            await Eventually.TrueAsync(
                async () => await victim.ProbeAsync("/ready") == 200 && await survivor.ProbeAsync("/ready") == 200, "both workers are ready");
            for (var i = 0; i < 3000; i++)
            {
                ids.Add((await client.EnqueueAsync("add", "[2,3]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken)).Id);
                if (i == 1500)
                    victim.Kill();
            }

            await victim.ExitAsync();
        }

        foreach (var id in ids)
            Assert.Equal(TaskState.Success, (await client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task It_is_frozen_and_goes_on_later_and_each_task_has_one_result()
    {
        (string, string)[] settings = [("REDIS_URL", server.Url), ("WORKER_QUEUES", "frozen"), ("WORKER_VISIBILITY_TIMEOUT", "1s")];
        await using var redis = new RedisConnection(server.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings { Queue = "frozen" }, TimeProvider.System);
        await using var raw = await server.RawAsync();
        var published = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await raw.GetSubscriber().SubscribeAsync(
            RedisChannel.Pattern("celery-task-meta-*"), (channel, _) => published.AddOrUpdate(channel.ToString(), 1, static (_, times) => times + 1));
        await using var frozen = ServiceProcess.Start("october-worker", [], settings);
        await Eventually.TrueAsync(async () => await frozen.ProbeAsync("/ready") == 200, "the worker is ready");
        var ids = new List<string>();
        // Until it was stopped while it held tasks: it is a matter of microseconds.
        do
        {
            await frozen.SignalAsync("CONT");
            for (var i = 0; i < 1000; i++)
            {
                ids.Add((await client.EnqueueAsync("add", "[2,3]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken)).Id);
                if (i == 500)
                    await frozen.SignalAsync("STOP");
            }
        }
        while (await HeldAsync() == 0);

        await using var survivor = ServiceProcess.Start("october-worker", [], settings);
        foreach (var id in ids)
            Assert.Equal(TaskState.Success, (await client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
        await frozen.SignalAsync("CONT");
        await Eventually.TrueAsync(
            async () => await frozen.ProbeAsync("/ready") == 200
                && (await frozen.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains(
                    "\noctober_tasks_in_flight 0", StringComparison.Ordinal),
            "the worker that was frozen has ended what it held");

        Assert.Equal(0, await HeldAsync());
        await Eventually.TrueAsync(() => published.Count == ids.Count, "every result has been published");
        Assert.DoesNotContain(published.Values, static times => times > 1);

        async Task<long> HeldAsync()
        {
            var sessions = raw.GetServer("127.0.0.1", server.Port).Keys(pattern: "october:inflight:*").ToArray();
            return (await Task.WhenAll(sessions.Select(session => raw.GetDatabase().HashLengthAsync(session)))).Sum();
        }
    }

    [Theory]
    [InlineData("WORKER_CONCURRENCY", "many", "october-worker: WORKER_CONCURRENCY must be a whole number from 1 to 10000, not \"many\".\n")]
    [InlineData("TASK_RESULT_TTL", "500ms", "october-worker: TASK_RESULT_TTL must be a duration of at least 1s, or 0 for ever, not \"500ms\".\n")]
    [InlineData("REDIS_URL", "http://:pa55@x", "october-worker: REDIS_URL must look like redis://[:password@]host:6379/0.\n")]
    [InlineData("LISTEN_ADDRESS", "localhost", "october-worker: LISTEN_ADDRESS must be an IP address, not \"localhost\".\n")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "october-worker: OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://collector:4317.\n")]
    public async Task A_bad_setting_stops_the_start_with_one_sentence(string name, string value, string sentence)
    {
        await using var worker = ServiceProcess.Start("october-worker", [], (name, value));

        var (code, _, errors) = await worker.ExitAsync();

        Assert.Equal((2, sentence), (code, errors));
    }

    [Fact]
    public async Task Help_lists_the_settings()
    {
        await using var worker = ServiceProcess.Start("october-worker", ["--help"]);

        var (code, output, _) = await worker.ExitAsync();

        Assert.Equal(0, code);
        Assert.All(
            ["WORKER_QUEUES", "WORKER_CONCURRENCY", "TASK_RESULT_TTL", "REDIS_PASSWORD_FILE"], name => Assert.Contains(name, output, StringComparison.Ordinal));
    }
}
