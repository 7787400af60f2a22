using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Celery;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Results;
using October.Tasks.Schedules;
using October.Testing.Redis;

namespace October.Tasks.Redis;

/// <summary>With the rights that the documentation gives, api, worker and Celery do all that they do; none of these rights is more than that.</summary>
public sealed partial class LeastRightsTests(DocumentedUsers server) : IClassFixture<DocumentedUsers>
{
    private const string Theirs = "celery-theirs";
    private const string Node = "celery@here";

    private static readonly TaskSchedule[] Schedules = [new() { Name = "tick", Task = "ping", Every = TimeSpan.FromSeconds(1) }];

    [Fact]
    public async Task Api_and_worker_and_Celery_are_refused_nothing_and_use_each_right()
    {
        var settings = new ConsumerSettings { NodeName = Node, TaskEvents = true, TrackStarted = true, Schedules = Schedules };
        await using (var worker = new RunningConsumer(server, settings))
        {
            await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
            await OursAsync(worker);
            using var celery = Python.Start(server.Url, "-m", "celery", "-A", "worker_app", "worker", "-Q", Theirs, "--pool=solo", "-E", "-l", "ERROR");
            try
            {
                await CelerysAsync();
            }
            finally
            {
                celery.Kill(entireProcessTree: true);
                await celery.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }

        // Redis' client library asks for settings, and goes on without an answer: among them are passwords.
        Assert.Empty((await server.RefusedAsync()).Except(["october: command config|get"]));
        // What is rare is not waited for here: kombu's recovery of messages (WATCH), chords that grow (INCRBY), a script that Redis has forgotten.
        string[] rare = ["eval", "punsubscribe", "watch", "unwatch", "incrby"];
        var used = (await server.CommandsAsync()).Concat(ScriptCommands()).Concat(rare).ToHashSet(StringComparer.Ordinal);
        foreach (var user in new[] { DocumentedUsers.Ours, DocumentedUsers.Celerys })
            Assert.Empty(DocumentedUsers.Line(user).Where(static word => word.StartsWith('+')).Select(static word => word[1..]).Except(used));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_none_of_another_number()
    {
        await using var redis = new RedisConnection(server.Settings with { Database = 99 }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        Assert.Contains("99", (await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"))).Message, StringComparison.Ordinal);
    }

    private async Task OursAsync(RunningConsumer worker)
    {
        var client = worker.Client;
        await using var redis = server.Connect();
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
        await EndsAsync(client, await SendAsync(client, "nonsense", "[]"), TaskState.Failure);
        var dead = new DeadList(redis);
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", "no message");
        await Eventually.TrueAsync(async () => (await dead.ListAsync(10)).Count == 1, "it is a dead letter");
        Assert.True(await dead.ReplayAsync((await dead.ListAsync(10))[0].EntryId));
        await Eventually.TrueAsync(async () => (await dead.ListAsync(10)).Count == 1, "it is one again");
        Assert.True(await dead.DiscardAsync((await dead.ListAsync(10))[0].EntryId));
        await client.RevokeAsync(await SendAsync(client, "add", "[1,2]", new EnqueueOptions { Countdown = TimeSpan.FromHours(1) }));
        Assert.Empty((await client.GetQueuesAsync(["celery"])).Problems);
        Assert.Contains("add", await client.GetKnownTasksAsync());
        var board = new ScheduleBoard(redis, client, TimeProvider.System);
        await Eventually.TrueAsync(async () => await board.ListAsync() is [{ Last: not null }], "the schedule was due");
        Assert.True(await board.PauseAsync("tick") && (await board.ListAsync())[0].IsPaused && await board.ResumeAsync("tick"));
        Assert.NotNull(await board.RunNowAsync("tick", TestContext.Current.CancellationToken));
        using var blocking = BlockingConnection.Open(server.Settings, TimeSpan.FromSeconds(10));
        Assert.Equal(0, blocking.Run(server.Settings, Script.Renew, [RedisKeys.Visibility, RedisKeys.InFlight("none")], ["none", "1000"]));
    }

    private async Task CelerysAsync()
    {
        var calls = new JsonArray([.. InteropCase.All.Take(5).SelectMany(static one => new[] { "celery", Theirs }.Select(one.Call))]);
        var answers = JsonNode.Parse(await Python.RunAsync(server.Url, "client.py", calls.ToJsonString()))!.AsArray();
        Assert.Equal(calls.Count, answers.Count);
        var said = await RemoteControl.SendAsync(server.Url, ("ping", "{}"), ("revoke", """{"task_id":"n1"}"""), ("active_queues", "{}"));
        Assert.DoesNotContain("no answer", said);
        await Python.RunAsync(server.Url, "rights.py", Theirs);
    }

    private static async Task EndsAsync(TaskClient client, string id, string state) =>
        Assert.Equal(state, (await client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);

    private static async Task<string> SendAsync(TaskClient client, string task, string args, EnqueueOptions? options = null) =>
        (await client.EnqueueAsync(task, Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken)).Id;

    private static IEnumerable<string> ScriptCommands() =>
        typeof(Script).Assembly.GetManifestResourceNames()
            .Where(static name => name.EndsWith(".lua", StringComparison.Ordinal))
            .SelectMany(static name => Command().Matches(Text(name)))
            .Select(static match => match.Groups["command"].Value.ToLowerInvariant());

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Script).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(call|try|or_else)\('(?<command>\w+)'", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Command();
}
