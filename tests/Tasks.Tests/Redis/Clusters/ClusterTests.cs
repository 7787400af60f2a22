using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Canvas;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Handlers;
using October.Tasks.Redis.Connections;
using October.Tasks.Redis.Failover;
using October.Tasks.Redis.Scripts;
using October.Tasks.Results;
using October.Testing;
using October.Testing.Redis;

namespace October.Tasks.Redis.Clusters;

/// <summary>A real cluster whose nodes fail, and whose slots move, while tasks are sent and run.</summary>
public sealed class ClusterTests(ClusterSet set) : IClassFixture<ClusterSet>
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <summary>Its one key is there when it begins, and not before it ends.</summary>
    private static readonly Script Renames = new("renames", "redis.call('DEL', KEYS[1]) return redis.call('SET', KEYS[1], 'new')");

    [Fact]
    public async Task The_documented_user_is_enough_for_all_that_api_and_worker_do()
    {
        await set.WholeAsync();
        var line = (await GuideAsync()).Single(static line => line.Contains(" ACL SETUSER ", StringComparison.Ordinal));
        // There is no other database.
        Assert.Equal(Commands(DocumentedUsers.Line(DocumentedUsers.Ours)).Except(["+select"]), Commands(line.Split(' ')));
        await ClusterSet.RunAsync(line.Replace("HOST", "127.0.0.1", StringComparison.Ordinal).Replace("6379", $"{set.Serving.Port}", StringComparison.Ordinal)
            .Replace(">PASSWORD", ">own", StringComparison.Ordinal));
        var redis = set.Settings with { User = "october", Password = "own" };
        var settings = new ConsumerSettings { TaskEvents = true, TrackStarted = true, Schedules = EveryUse.Schedules };
        await using var worker = new RunningConsumer(redis, settings, null, static (tasks, _) => tasks.Map(
            TaskHandler.Create("workflow", JsonTypes.Text, static async (context, cancellationToken) => await context.SendAsync(Workflow, cancellationToken))));
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");

        await EveryUse.RunAsync(worker, redis);
        var sent = await worker.Client.EnqueueAsync("workflow", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
        var body = (await worker.Client.AwaitResultAsync(sent.Id, Bound, TestContext.Current.CancellationToken)).Value!.Value.GetString()!;
        var total = await worker.Client.AwaitResultAsync(body, Bound, TestContext.Current.CancellationToken);

        Assert.Equal((TaskState.Success, "10"), (total.Status, total.Value?.GetRawText()));
        Assert.Empty((await RefusedAsync()).Except(["config|get"]));
        await Eventually.TrueAsync(() => Names().All(static key => key.StartsWith("{october}", StringComparison.Ordinal)), "every key has the tag");
    }

    [Fact]
    public async Task Every_accepted_task_ends_when_the_node_is_killed_and_comes_back()
    {
        await set.WholeAsync();
        var killed = set.Serving;

        await Workload.WorkThroughAsync(set.Settings, killed.KillAsync, async () =>
        {
            await killed.StartAsync();
            await set.WholeAsync();
        });

        Assert.NotEqual(killed.Port, set.Serving.Port);
    }

    [Fact]
    public async Task Every_accepted_task_ends_when_the_node_stands_still_and_comes_back()
    {
        await set.WholeAsync();
        var frozen = set.Serving;

        await Workload.WorkThroughAsync(set.Settings, () => frozen.SignalAsync("STOP"), async () =>
        {
            await frozen.SignalAsync("CONT");
            await set.WholeAsync();
        });
    }

    [Fact]
    public async Task Every_accepted_task_ends_when_the_keys_are_moved_and_handed_over_as_the_guide_says()
    {
        await set.WholeAsync();
        var from = set.Serving;

        await Workload.WorkThroughAsync(set.Settings, () => MoveAsync(from, set.Primaries[1]), () => MoveAsync(set.Primaries[1], from));

        await set.WholeAsync();
        await Workload.WorkThroughAsync(set.Settings, () => HandOverAsync(from));
    }

    [Fact]
    public async Task The_guide_shows_the_slot_of_a_tag_and_whether_all_is_well()
    {
        await set.WholeAsync();
        var (guide, port) = (await GuideAsync(), set.Serving.Port);
        var slot = guide.Single(static line => line.Contains(" keyslot ", StringComparison.Ordinal));
        var check = guide.Single(static line => line.Contains(" check ", StringComparison.Ordinal));

        Assert.Equal($"{ClusterSet.Slot}", (await ClusterSet.RunAsync(slot.Replace("-h HOST", $"-p {port}", StringComparison.Ordinal))).Trim());
        var checks = await ClusterSet.RunAsync(check.Replace("HOST:6379", $"127.0.0.1:{port}", StringComparison.Ordinal));
        Assert.Contains("All 16384 slots covered", checks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_keys_are_on_two_nodes_a_request_waits_and_is_then_refused_as_a_whole()
    {
        await set.WholeAsync();
        var (from, to) = (set.Serving, set.Primaries[2]);
        await using var redis = new RedisConnection(set.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings(), TimeProvider.System);
        var options = new EnqueueOptions { Queue = "celery-split", TaskId = "split" };
        await SendAsync(client, options with { TaskId = null });
        from.Run("SET", "{october}october:old", "old");
        to.Run("CLUSTER", "SETSLOT", $"{ClusterSet.Slot}", "IMPORTING", ClusterSet.Id(from));
        from.Run("CLUSTER", "SETSLOT", $"{ClusterSet.Slot}", "MIGRATING", ClusterSet.Id(to));
        try
        {
            // The queue's list is here, and what marks the id would be there.
            var refusals = await Task.WhenAll(
                Assert.ThrowsAsync<QueueUnavailableException>(() => SendAsync(client, options)),
                Assert.ThrowsAsync<QueueUnavailableException>(() => redis.RunAsync(Renames, ["october:old"], [])),
                Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery")));
            Assert.All(refusals, static refusal => Assert.Equal("the keys of {october} are being moved to another node of the Redis Cluster", refusal.Message));
            Assert.Equal(("1", "old"), (from.Run("LLEN", "{october}celery-split"), from.Text("GET", "{october}october:old")));
        }
        finally
        {
            from.Run("CLUSTER", "SETSLOT", $"{ClusterSet.Slot}", "STABLE");
            to.Run("CLUSTER", "SETSLOT", $"{ClusterSet.Slot}", "STABLE");
        }

        await SendAsync(client, options);
        Assert.Equal("2", from.Run("LLEN", "{october}celery-split"));
    }

    [Fact]
    public async Task A_wrong_password_and_a_cluster_without_all_of_its_slots_are_said()
    {
        await set.WholeAsync();
        await IsSaidAsync(set.Settings with { Password = "wrong" }, "WRONGPASS");
        await set.Primaries[2].KillAsync();
        try
        {
            await IsSaidAsync(set.Settings, "CLUSTERDOWN The cluster is down");
        }
        finally
        {
            await set.Primaries[2].StartAsync();
        }
    }

    private static TaskSignature Workflow => TaskSignature.Chain(
        TaskSignature.Chord([TaskSignature.Of("add", 1, 2), TaskSignature.Of("add", 3, 4)], TaskSignature.Of("total")), TaskSignature.Of("echo"));

    private static Task<string[]> GuideAsync() =>
        File.ReadAllLinesAsync(RepositoryRoot.File("docs/guides/redis-cluster.md"), TestContext.Current.CancellationToken);

    private static IEnumerable<string> Commands(IEnumerable<string> rights) => rights.Where(static right => right.StartsWith('+'));

    private static Task SendAsync(TaskClient client, EnqueueOptions options) =>
        client.EnqueueAsync("ping", "[]"u8.ToArray(), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken);

    /// <summary>Moves the first slot of a node, which is that of our keys.</summary>
    private static async Task MoveAsync(ClusterNode from, ClusterNode to)
    {
        var line = (await GuideAsync()).Single(static line => line.Contains(" reshard ", StringComparison.Ordinal));
        await ClusterSet.RunAsync(line.Replace("HOST:6379", $"127.0.0.1:{from.Port}", StringComparison.Ordinal)
            .Replace("FROM", ClusterSet.Id(from), StringComparison.Ordinal).Replace("TO", ClusterSet.Id(to), StringComparison.Ordinal));
        Assert.Contains("OK", to.Run("SET", "{october}october:moved", "", "EX", "1"), StringComparison.Ordinal);
    }

    /// <summary>Again and again, as the guide says: for a moment after a failover the others agree to no other one.</summary>
    private async Task HandOverAsync(ClusterNode from)
    {
        var line = (await GuideAsync()).Single(static line => line.EndsWith("cluster failover", StringComparison.Ordinal));
        line = line.Replace("-h REPLICA", $"-h 127.0.0.1 -p {set.ReplicaOf(from).Port}", StringComparison.Ordinal);
        var again = System.Diagnostics.Stopwatch.StartNew();
        await ClusterSet.RunAsync(line);
        await Eventually.TrueAsync(
            async () =>
            {
                if (set.ServingNow is { } serving && serving.Port != from.Port)
                    return true;
                if (again.Elapsed > TimeSpan.FromSeconds(6))
                {
                    await ClusterSet.RunAsync(line);
                    again.Restart();
                }

                return false;
            },
            "the replica has taken over");
    }

    private static async Task IsSaidAsync(RedisSettings settings, string reason)
    {
        await using var redis = new RedisConnection(settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await Eventually.TrueAsync(
            async () => (await Record.ExceptionAsync(() => redis.CheckAsync("celery")))?.Message.Contains(reason, StringComparison.Ordinal) == true, reason);
    }

    private IEnumerable<string> Names()
    {
        using var connection = BlockingConnection.Open(set.Serving.Settings, TimeSpan.FromSeconds(10));
        return connection.List("KEYS", "*")!;
    }

    /// <summary>What the node has refused to the user.</summary>
    private async Task<IReadOnlyList<string>> RefusedAsync()
    {
        await using var raw = await set.Serving.RawAsync();
        var entries = (StackExchange.Redis.RedisResult[])(await raw.GetServer("127.0.0.1", set.Serving.Port).ExecuteAsync("ACL", "LOG", "128"))!;
        return
        [
            .. entries
                .Select(static entry => entry.ToDictionary())
                .Where(static entry => (string?)entry["username"] == "october")
                .Select(static entry => (string)entry["object"]!),
        ];
    }
}
