using System.Collections.Concurrent;
using System.Text.Json;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Cuts;

/// <summary>
/// Every gap between two commands to Redis, in every life of a task, is cut once in each of four ways: the command was not sent, or its
/// answer was lost; and the connection broke, or the process died. How many gaps there are is found by running undisturbed first.
/// </summary>
public sealed class CutTests(RedisServer server) : IClassFixture<RedisServer>
{
    /// <summary>Databases of one Redis; most of a run is waiting for a lease to run out.</summary>
    private const int Lanes = 16;

    /// <summary>Renewals and sweeps come by the clock, so a run may miss its cut; then it is run again.</summary>
    private const int Tries = 5;

    private readonly ConcurrentBag<int> _databases = [.. Enumerable.Range(0, Lanes)];
    private readonly ConcurrentDictionary<string, int> _heard = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Stage> _ended = [];

    [Fact]
    public async Task Every_gap_between_two_commands_is_cut_and_the_task_still_ends_once()
    {
        await using var raw = await server.RawAsync();
        await raw.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("celery-task-meta-*"), (_, json) =>
        {
            using var meta = JsonDocument.Parse((byte[])json!);
            if (TaskState.IsTerminal(meta.RootElement.GetProperty("status").GetString()!))
                _heard.AddOrUpdate(meta.RootElement.GetProperty("task_id").GetString()!, 1, static (_, times) => times + 1);
        });

        var undisturbed = new ConcurrentDictionary<Story, IReadOnlyList<string>>();
        await ForAllAsync(Story.All, async story => undisturbed[story] = (await RunAsync(raw, story, null)).Steps);
        var cuts = undisturbed
            .SelectMany(static run =>
                run.Value.SelectMany(
                    (name, step) =>
                        new[] { (false, false), (false, true), (true, false), (true, true) }.Select(way =>
                            (Story: run.Key, Cut: new Cut(run.Key.Name, run.Value.Take(step).Count(before => before == name), name, way.Item1, way.Item2)))))
            .ToList();
        if (Environment.GetEnvironmentVariable(Cut.Variable) is { Length: > 0 } only)
            cuts = [.. cuts.Where(one => one.Cut.ToString() == only)];
        var failures = new ConcurrentBag<string>();
        await ForAllAsync(cuts, async one =>
        {
            try
            {
                Tape tape;
                for (var tries = 1; !(tape = await RunAsync(raw, one.Story, one.Cut)).IsCut; tries++)
                {
                    // One more renewal, or one more look, may have been only in the slow run that the cuts were taken from.
                    if (tries == Tries && one.Cut is { Name: "renew" or "reserve", Step: > 0 })
                        return;
                    Assert.True(tries < Tries, $"the cut was never reached; steps: {string.Join(' ', tape.Steps)}");
                }
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                failures.Add($"{exception.Message}\n  again: {Cut.Variable}={one.Cut} ./test Tasks");
            }
        });
        await Task.WhenAll(_ended.Select(static stage => stage.DeadLetterAsync()));

        TestContext.Current.SendDiagnosticMessage(
            $"{cuts.Count} cuts: {string.Join("; ", undisturbed.Select(static run => $"{run.Key.Name}: {string.Join(' ', run.Value)}"))}");
        Assert.True(failures.IsEmpty, $"{failures.Count} of {cuts.Count} cuts:\n{string.Join('\n', failures.Order())}");
        Assert.NotEmpty(cuts);
        Assert.Superset(
            new HashSet<string>
            {
                "enqueue",
                "reserve",
                "complete",
                "follow",
                "delay",
                "promote",
                "renew",
                "revoke",
                "look-up-revoked",
                "requeue",
                "claim",
                "deadletter",
            },
            undisturbed.Values.SelectMany(static steps => steps).ToHashSet());
    }

    private async Task<Tape> RunAsync(ConnectionMultiplexer redis, Story story, Cut? cut)
    {
        Assert.True(_databases.TryTake(out var database));
        var raw = redis.GetDatabase(database);
        try
        {
            await using var stage = new Stage(server, database, raw, story, cut);
            await story.TellAsync(stage);
            await EndAsync(stage, story, raw, redis.GetServers().Single());
            _ended.Add(stage);
            return stage.Tape;
        }
        finally
        {
            await raw.ExecuteAsync("FLUSHDB");
            _databases.Add(database);
        }
    }

    private async Task EndAsync(Stage stage, Story story, IDatabase raw, IServer keys)
    {
        var what = "";
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    what = await UnfinishedAsync(stage, story, raw, keys);
                    return what.Length == 0;
                },
                "the story ends");
        }
        catch (Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}; steps: {string.Join(' ', stage.Tape.Steps)}");
        }
    }

    /// <summary>What is not yet as it must be in the end: every task has its one result, and nothing is left behind.</summary>
    private async Task<string> UnfinishedAsync(Stage stage, Story story, IDatabase raw, IServer server)
    {
        foreach (var (id, status) in stage.Expected)
        {
            var stored = await raw.StringGetAsync("celery-task-meta-" + id);
            using var meta = JsonDocument.Parse(stored.IsNull ? """{"status":"nothing"}""" : (string)stored!);
            if (meta.RootElement.GetProperty("status").GetString() is var found && found != status)
                return $"{found} instead of {status}";
            if (_heard.GetValueOrDefault(id) is not 1 and var times)
                return $"{times} final results";
        }

        if (await raw.SortedSetLengthAsync("october:dead") is var dead && dead != story.Dead)
            return $"{dead} dead messages instead of {story.Dead}";
        string[] left = [.. server.Keys(raw.Database, "celery*").Concat(server.Keys(raw.Database, "october:*"))
            .Select(static key => key.ToString())
            .Where(key => !key.StartsWith("celery-task-meta-", StringComparison.Ordinal) && !key.StartsWith("october:sent:", StringComparison.Ordinal)
                && !(story.KeepsParts && key.StartsWith("celery-taskset-meta-", StringComparison.Ordinal))
                && !key.StartsWith("october:dead", StringComparison.Ordinal) && key is not ("october:tasks" or "october:pulse" or "october:revoked"))];
        return left.Length == 0 ? "" : $"left behind: {string.Join(' ', left)}";
    }

    private static Task ForAllAsync<T>(IEnumerable<T> all, Func<T, Task> body) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (one, _) => await body(one));
}
