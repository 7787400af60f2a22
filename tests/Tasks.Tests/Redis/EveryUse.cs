using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Redis.Connections;
using October.Tasks.Redis.Scripts;
using October.Tasks.Redis.Topology;
using October.Tasks.Results;
using October.Tasks.Schedules;
using October.Testing.Redis;

namespace October.Tasks.Redis;

/// <summary>All that api and worker do with Redis.</summary>
internal static class EveryUse
{
    /// <summary>The schedules of the worker.</summary>
    public static readonly TaskSchedule[] Schedules = [new() { Name = "tick", Task = "ping", Every = TimeSpan.FromSeconds(1) }];

    /// <summary>Does it, by a worker with the schedules and a connection of its own.</summary>
    public static async Task RunAsync(RunningConsumer worker, RedisSettings settings)
    {
        var client = worker.Client;
        await using var redis = new RedisConnection(settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.CheckAsync("celery");
        await redis.PingAsync();
        var options = new EnqueueOptions { IdempotencyKey = "once" };
        var first = await SendAsync(client, "add", "[2,3]", options);
        Assert.Equal(first, await SendAsync(client, "add", "[2,3]", options));
        await EndsAsync(client, first, TaskState.Success);
        await EndsAsync(client, await SendAsync(client, "flaky", "[1]"), TaskState.Success);
        var own = new EnqueueOptions { TaskId = "own", Countdown = TimeSpan.FromMilliseconds(20) };
        await EndsAsync(client, await SendAsync(client, "add", "[1,2]", own), TaskState.Success);
        await EndsAsync(client, await SendAsync(client, "fail", "[\"no\"]"), TaskState.Failure);
        var dead = new DeadList(redis);
        await redis.UseAsync(db => db.ListLeftPushAsync(redis.Key("celery"), "no message"));
        await Eventually.TrueAsync(async () => (await dead.ListAsync(10)).Count == 1, "it is a dead letter");
        Assert.True(await dead.ReplayAsync((await dead.ListAsync(10))[0].EntryId));
        await Eventually.TrueAsync(async () => (await dead.ListAsync(10)).Count == 1, "it is one again");
        Assert.True(await dead.DiscardAsync((await dead.ListAsync(10))[0].EntryId));
        await client.RevokeAsync(await SendAsync(client, "add", "[1,2]", new EnqueueOptions { Countdown = TimeSpan.FromHours(1) }));
        Assert.Empty((await client.GetQueuesAsync(["celery"])).Problems);
        Assert.Contains("add", await client.GetKnownTasksAsync());
        var board = new ScheduleBoard(redis, client);
        await Eventually.TrueAsync(async () => await board.ListAsync() is [{ Last: not null }], "the schedule was due");
        Assert.True(await board.PauseAsync("tick") && (await board.ListAsync())[0].IsPaused && await board.ResumeAsync("tick"));
        Assert.NotNull(await board.RunNowAsync("tick", cancellationToken: TestContext.Current.CancellationToken));
        using var blocking = BlockingConnection.Open(PrimaryLocator.Locate(settings), TimeSpan.FromSeconds(10));
        Assert.Equal(0, blocking.Run(settings, Script.Renew, [RedisKeys.Visibility, RedisKeys.InFlight("none")], ["none", "1000"]));
    }

    private static async Task EndsAsync(TaskClient client, string id, string state) =>
        Assert.Equal(state, (await client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);

    private static async Task<string> SendAsync(TaskClient client, string task, string args, EnqueueOptions? options = null) =>
        (await client.EnqueueAsync(task, Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken)).Id;
}
