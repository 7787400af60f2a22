using System.Diagnostics;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Celery;

/// <summary>Celery's own monitors and remote control meet our worker.</summary>
public sealed class MonitoringTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly string Worker = "celery@" + Environment.MachineName;

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Celerys_event_receiver_hears_of_the_worker_and_of_every_task()
    {
        using var monitor = Python.Start(server.Url, "monitor.py");
        try
        {
            Assert.Equal("ready", await LineAsync());
            // What is published before it has subscribed is lost.
            await using var raw = await server.RawAsync();
            await Eventually.TrueAsync(async () => await raw.GetServer("127.0.0.1", server.Port).SubscriptionPatternCountAsync() > 0, "the monitor listens");
            var seen = new HashSet<string>();
            await using (var worker = new RunningConsumer(server, new ConsumerSettings { TaskEvents = true }))
            {
                await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
                var added = await SendAsync(worker, "add", "[2,3]");
                var failed = await SendAsync(worker, "fail", "[\"no\"]");
                var retried = await SendAsync(worker, "flaky", "[1]");
                await HearAsync(
                    seen,
                    $"worker-heartbeat\t\t{Worker}\t",
                    $"task-received\t{added}\t{Worker}\tadd",
                    $"task-started\t{added}\t{Worker}\t",
                    $"task-succeeded\t{added}\t{Worker}\t5",
                    $"task-failed\t{failed}\t{Worker}\tInvalidOperationException('no')",
                    $"task-retried\t{retried}\t{Worker}\tInvalidOperationException('not yet')");
                var terminated = await SendAsync(worker, "wait", "[]");
                await Eventually.TrueAsync(() => worker.Waiting == 1, "the task runs");
                var late = await SendAsync(worker.Client, "add", "[1,1]", new EnqueueOptions { Expires = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1) });
                await RemoteControl.SendAsync(server.Url, ("terminate", $$"""{"task_id":"{{terminated}}","signal":"KILL"}"""));
                await HearAsync(
                    seen,
                    $"task-revoked\t{terminated}\t{Worker}\tterminated=True signum=9 expired=False",
                    $"task-revoked\t{late}\t{Worker}\tterminated=False signum=None expired=True");
            }

            await HearAsync(seen, $"worker-offline\t\t{Worker}\t");
        }
        finally
        {
            monitor.Kill(entireProcessTree: true);
            await monitor.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        async Task<string?> LineAsync() =>
            await monitor
                .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        // Heartbeats go on for ever.
        async Task HearAsync(HashSet<string> seen, params string[] wanted)
        {
            var watch = Stopwatch.StartNew();
            while (!seen.IsSupersetOf(wanted))
            {
                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"not heard: {string.Join('\n', wanted.Except(seen))}\nheard: {string.Join('\n', seen)}");
                seen.Add(await LineAsync() ?? throw new EndOfStreamException($"heard only {string.Join('\n', seen)}"));
            }
        }
    }

    [Fact]
    public async Task A_task_that_Celery_calls_off_does_not_run_here()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 });
        await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the only slot is taken");
        var second = await SendAsync(worker, "wait", "[]");

        Assert.Equal(
            [$$"""{"ok":"tasks {{second}} flagged as revoked"}"""], await RemoteControl.SendAsync(server.Url, ("revoke", $$"""{"task_id":"{{second}}"}""")));
        worker.Gate.SetResult();

        Assert.Equal(TaskState.Revoked, (await worker.Client.AwaitResultAsync(second, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(1, worker.Waiting);
    }

    [Fact]
    public async Task A_task_that_we_call_off_does_not_run_in_Celerys_worker()
    {
        using var celery = Python.Start(
            server.Url, "-m", "celery", "-A", "worker_app", "worker", "-Q", "theirs", "--pool=solo", "--without-gossip", "--without-mingle", "-l", "WARNING");
        celery.ErrorDataReceived += static (_, _) => { };
        celery.OutputDataReceived += static (_, _) => { };
        celery.BeginErrorReadLine();
        celery.BeginOutputReadLine();
        try
        {
            await using var redis = server.Connect();
            await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
            var client = new TaskClient(redis, new TaskClientSettings { Queue = "theirs" }, TimeProvider.System);
            Assert.Equal(
                TaskState.Success,
                (await client.AwaitResultAsync(await SendAsync(client, "ping", "[]"), TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
            var later = await SendAsync(client, "ping", "[]", new EnqueueOptions { Countdown = TimeSpan.FromSeconds(3) });

            Assert.Equal(TaskState.Pending, await client.RevokeAsync(later));

            Assert.Equal(TaskState.Revoked, (await client.AwaitResultAsync(later, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
        }
        finally
        {
            celery.Kill(entireProcessTree: true);
            await celery.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static Task<string> SendAsync(RunningConsumer worker, string task, string args) => SendAsync(worker.Client, task, args);

    private static async Task<string> SendAsync(TaskClient client, string task, string args, EnqueueOptions? options = null) =>
        (await client.EnqueueAsync(task, System.Text.Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken)).Id;
}
