using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Redis.Scripts;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>
/// Each command of each script fails in turn. What is in Redis must then be what it was before, or what it is after a script without a fault: nothing lost,
/// nothing half done.
/// </summary>
public sealed partial class FailingCommandTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string User = "worker";
    private const string List = "celery";
    private const string Group = RedisKeys.GroupPrefix + "g";

    private static readonly ConsumerSettings Settings = new() { VisibilityTimeout = TimeSpan.FromSeconds(1) };

    private ConnectionMultiplexer _raw = null!;
    private RedisConnection _redis = null!;
    private MessageStore _store = null!;
    private MessageStore _dead = null!;

    private IDatabase Db => _raw.GetDatabase();

    /// <summary>Keys that scripts use, and that are in no state before or after.</summary>
    private static string[] Unseen =>
        [
            RedisKeys.Pulse, RedisKeys.SchedulesPaused, RedisKeys.Revoked, RedisKeys.DeadIndex, RedisKeys.DeadEntry("*"), RedisKeys.Sent("*"),
            RedisKeys.Result("*"),
        ];

    public async ValueTask InitializeAsync()
    {
        _raw = await server.RawAsync();
        await Db.ExecuteAsync("ACL", "SETUSER", User, "reset", "on", $">{RedisServer.Password}", "+@all", "~*", "&*");
        _redis = new RedisConnection(
            server.Settings with { User = User }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _raw.DisposeAsync();
    }

    public static TheoryData<string> Scripts =>
    [
        "enqueue", "enqueue-key", "enqueue-id", "enqueue-delayed", "reserve", "renew", "complete", "complete-retried", "start",
        "follow", "follow-last", "follow-failed",
        "follow-list", "follow-retried", "delay", "delay-retry", "delay-again", "delayed", "promote", "promote-foreign", "requeue",
        "claim", "recall", "deadletter", "revoke", "peek", "replay", "discard", "fire", "send",
    ];

    /// <summary>Rights that are taken away together.</summary>
    private static readonly string[] Categories =
        ["@string", "@list", "@hash", "@sortedset", "@keyspace", "@read", "@write", "@fast", "@slow +evalsha +eval", "@pubsub"];

    [Fact]
    public void Every_script_is_among_them() =>
        Assert.Equal(
            typeof(Script).Assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".lua", StringComparison.Ordinal)).Order(),
            Scripts.Select(static row => row.Data.Split('-')[0] + ".lua").Distinct().Order());

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_command_that_is_not_permitted_changes_nothing_or_all(string script)
    {
        var (before, after) = await BothAsync(script);
        foreach (var command in CommandsOf(script).Concat(Categories))
        {
            await PrepareAsync(script);
            await Db.ExecuteAsync("ACL", ["SETUSER", User, .. $"-{command}".Split(' ')]);
            await TryAsync(script);
            await Db.ExecuteAsync("ACL", "SETUSER", User, "+@all");

            AssertEither(before, after, await StateAsync(), $"{script} without {command}");
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task The_rights_that_the_documentation_gives_are_enough(string script)
    {
        var (_, after) = await BothAsync(script);
        await PrepareAsync(script);
        await Db.ExecuteAsync("ACL", ["SETUSER", User, .. DocumentedUsers.Line(DocumentedUsers.Ours)[2..], "~next", "~last"]);
        await RunAsync(script);
        await Db.ExecuteAsync("ACL", "SETUSER", User, "+@all", "~*", "&*");

        Assert.Equal(after, await StateAsync());
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_key_without_rights_changes_nothing_or_all(string script)
    {
        var (before, after) = await BothAsync(script);
        foreach (var key in before.Keys.Union(after.Keys))
        {
            await PrepareAsync(script);
            var others = before.Keys.Union(after.Keys).Concat(Unseen).Where(other => other != key).Select(static other => $"~{other}");
            await Db.ExecuteAsync("ACL", ["SETUSER", User, "resetkeys", .. others]);
            await TryAsync(script);
            await Db.ExecuteAsync("ACL", "SETUSER", User, "~*");

            AssertEither(before, after, await StateAsync(), $"{script} without a right to {key}");
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_key_of_another_type_changes_nothing_or_all_of_the_others(string script)
    {
        var (before, after) = await BothAsync(script);
        foreach (var key in before.Keys.Union(after.Keys))
        {
            await PrepareAsync(script);
            await Db.KeyDeleteAsync(key);
            if (before.TryGetValue(key, out var type) && type.StartsWith("string", StringComparison.Ordinal))
                await Db.HashSetAsync(key, "foreign", 1);
            else
                await Db.StringSetAsync(key, "foreign");
            await TryAsync(script);

            AssertEither(Without(before, key), Without(after, key), Without(await StateAsync(), key), $"{script} with another type of {key}");
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Out_of_memory_what_is_in_the_queue_goes_on_and_nothing_new_is_taken(string script)
    {
        var (before, after) = await BothAsync(script);
        await PrepareAsync(script);
        await Db.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        await TryAsync(script);
        await Db.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");

        var adds = script is "enqueue" or "enqueue-key" or "enqueue-id" or "enqueue-delayed" or "start" or "replay" or "fire" or "send";
        AssertEither(adds ? before : after, adds ? before : after, await StateAsync(), $"{script} out of memory");
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_replica_changes_nothing(string script)
    {
        var (before, _) = await BothAsync(script);
        await PrepareAsync(script);
        await Db.ExecuteAsync("REPLICAOF", "127.0.0.1", "1");
        await TryAsync(script);
        await Db.ExecuteAsync("REPLICAOF", "NO", "ONE");

        AssertEither(before, before, await StateAsync(), $"{script} on a replica");
    }

    private async Task<(SortedDictionary<string, string> Before, SortedDictionary<string, string> After)> BothAsync(string script)
    {
        await PrepareAsync(script);
        var before = await StateAsync();
        await RunAsync(script);
        return (before, await StateAsync());
    }

    private async Task PrepareAsync(string script)
    {
        await server.ClearAsync();
        // Sequence numbers begin anew, so that the fields in flight are the same each time.
        (_store, _dead) = (new MessageStore(_redis, "ours", Settings), new MessageStore(_redis, "dead", Settings));
        if (script.StartsWith("enqueue", StringComparison.Ordinal))
            return;
        await SendAsync("a");
        await SendAsync("b");
        await Db.KeyDeleteAsync([RedisKeys.Sent("a"), RedisKeys.Sent("b")]);
        switch (script)
        {
            case "renew" or "start" or "complete" or "delay" or "delay-retry" or "delay-again" or "requeue" or "recall" or "deadletter":
                await HoldAsync(_store);
                if (script == "delay-again")
                    await Db.SortedSetAddAsync(RedisKeys.Delayed, (RedisValue)(byte[])[.. "celery\n"u8, .. Message("a")], 7);
                break;
            case "follow" or "follow-last" or "follow-failed" or "follow-list":
                await HoldAsync(_store);
                await Db.StringSetAsync([new(Group + ".s", script == "follow" ? 3 : 2), new(Group + "l.s", 3)]);
                await Db.SortedSetAddAsync(Group + ".j", "b's part", 1);
                await Db.ListRightPushAsync(Group + "l.j", "b's part");
                break;
            case "complete-retried" or "follow-retried":
                await HoldAsync(_store);
                await Db.StringSetAsync(RedisKeys.Result("a"), Encoding.UTF8.GetString(Result("a", TaskState.Retry)));
                break;
            case "promote" or "delayed":
                await HoldAsync(_store);
                await _store.DelayAsync(Held("a", 1), new Outcome.Delay(DateTimeOffset.UnixEpoch, Message("a"), null));
                break;
            case "promote-foreign":
                await Db.SortedSetAddAsync(RedisKeys.Delayed, "celery-task-meta-x\nforeign", 1);
                break;
            case "claim":
                await HoldAsync(_dead);
                await Db.SortedSetAddAsync(RedisKeys.Visibility, "dead", 1);
                break;
            case "fire":
                await Db.HashSetAsync(RedisKeys.ScheduleTimes, "s * UTC", 1000);
                break;
            case "peek" or "replay" or "discard":
                await HoldAsync(_store);
                await _store.DeadLetterAsync(Held("a", 1), new Outcome.DeadLetter("r", 1, Result("a", TaskState.Failure)));
                break;
        }
    }

    private async Task TryAsync(string script)
    {
        try
        {
            await RunAsync(script);
        }
        catch (QueueUnavailableException)
        {
            // What the caller is told; what counts here is what is in Redis.
        }
    }

    private Task RunAsync(string script) => script switch
    {
        "enqueue" => SendAsync("a"),
        "enqueue-key" => SendAsync("a", "key"),
        "enqueue-id" => SendAsync("a", ownId: true),
        "enqueue-delayed" => SendAsync("a", caller: "c"),
        "reserve" => HoldAsync(_store),
        "renew" => _store.RenewAsync(),
        "start" => _store.RecordStateAsync(Held("a", 1), ResultWriter.Started(Held("a", 1).Task, "celery@here", 1)),
        "complete" or "complete-retried" => _store.CompleteAsync(
            [(Held("a", 1), Result("a", TaskState.Success)), (Held("b", 2), Result("b", TaskState.Success))]),
        "follow" => FollowAsync(Part("")),
        "follow-last" => FollowAsync(Part("2")),
        "follow-failed" => FollowAsync(Part("-2")),
        "follow-list" => FollowAsync([Group + "l", 0, "a's part", "", "body"]),
        "follow-retried" => FollowAsync([]),
        "delay" => _store.DelayAsync(Held("a", 1), new Outcome.Delay(DateTimeOffset.UnixEpoch, Message("a"), null)),
        "delay-retry" or "delay-again" => _store.DelayAsync(
            Held("a", 1), new Outcome.Delay(DateTimeOffset.UnixEpoch, Message("a"), Result("a", TaskState.Retry))),
        "delayed" => _store.Delayed.ListAsync(10),
        "promote" or "promote-foreign" => _store.Delayed.PromoteAsync(10),
        "requeue" => _store.RequeueAsync([(Held("a", 1), Message("a"))]),
        "claim" => _store.ClaimAsync(10),
        "recall" => _store.Unread.ReadAsync([Held("a", 1)]),
        "deadletter" => _store.DeadLetterAsync(Held("a", 1), new Outcome.DeadLetter("r", 1, Result("a", TaskState.Failure))),
        "revoke" => Control.Revocation.WriteAsync(_redis, "a"),
        "fire" => _redis.RunAsync(
            Script.Fire, [RedisKeys.ScheduleTimes, RedisKeys.SchedulesPaused, List], ["s * UTC", "s", 1000, 2000, 1, Message("fired"), RedisKeys.Wake(List)]),
        "send" => _redis.RunAsync(
            Script.Send,
            [RedisKeys.Sent("call")],
            [
                30, 60, RedisKeys.WakePrefix, "push", "next", Message("c"), "next", "push", "last", Message("d"), "last",
                "size", RedisKeys.Group("h") + ".s", 1, "", "set", RedisKeys.Group("h"), "shape", "",
            ]),
        "peek" => new DeadList(_redis).ListAsync(1),
        "replay" => new DeadList(_redis).ReplayAsync("ours-1"),
        _ => new DeadList(_redis).DiscardAsync("ours-1"),
    };

    private async Task HoldAsync(MessageStore store) => await store.ReserveAsync([List], 2);

    private async Task SendAsync(string id, string? key = null, bool ownId = false, string? caller = null)
    {
        // The message is the same each time: the client's own has a new tag and time.
        var values = new RedisValue[] { Message(id), 30, caller is null ? 0 : 9, RedisKeys.Wake(List), id, "print", 60, caller is null ? "" : 4e12, 5 };
        RedisKey[] keys =
            [
                List, RedisKeys.Sent(id), key is null ? RedisKeys.Sent(id) : RedisKeys.Idempotency(key), RedisKeys.Delayed,
                ownId ? RedisKeys.Result(id) : RedisKeys.Sent(id), caller is null ? RedisKeys.Sent(id) : RedisKeys.DelayedOf(caller), List,
            ];
        await _redis.RunAsync(Script.Enqueue, keys, values);
    }

    /// <summary>Two sends, the failure of an unsent task, the size and shape of a chord, and a dead letter, with the end of the first message.</summary>
    private Task FollowAsync(RedisValue[] parts)
    {
        RedisValue[] values =
        [
            "1 " + List, Result("a", TaskState.Success), 60, RedisKeys.WakePrefix, RedisKeys.DeadEntryPrefix, "ours-1", parts.Length / 5, .. parts,
            "push", "next", Message("c"), "next", "", "push", "last", Message("d"), "last", "",
            "store", RedisKeys.Result("e"), Result("e", TaskState.Failure), "", "",
            "size", RedisKeys.Group("h") + ".s", 1, "", "", "set", RedisKeys.Group("h"), "shape", "", "",
            "dead", "celery\n0\nf\nadd", "signature", "no", "-1",
        ];
        return _redis.RunAsync(Script.Follow, [RedisKeys.InFlight("ours"), RedisKeys.Result("a"), RedisKeys.DeadIndex], values);
    }

    private static RedisValue[] Part(string completes) => [Group, 0, "a's part", completes, "body"];

    private static Delivery Held(string id, long sequence) =>
        new(sequence, List, Message(id)) { Message = new TaskMessage { Id = id, Task = "add" } };

    private static byte[] Message(string id) => EnvelopeWriter.Write(new TaskMessage { Id = id, Task = "add" }, id);

    private static byte[] Result(string id, string state) =>
        state == TaskState.Success
            ? ResultWriter.Success(new TaskMessage { Id = id, Task = "add" }, "1"u8, DateTimeOffset.UnixEpoch)
            : ResultWriter.Failure(new TaskMessage { Id = id, Task = "add" }, state, new TaskFailure("E", "m", "x"), null, DateTimeOffset.UnixEpoch);

    /// <summary>Every key with its content; what the clock decides is left out.</summary>
    private async Task<SortedDictionary<string, string>> StateAsync()
    {
        var state = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in _raw.GetServer("127.0.0.1", server.Port).Keys().Select(static key => (string)key!).Where(static key => key != RedisKeys.Pulse))
        {
            state[key] = await Db.KeyTypeAsync(key) switch
            {
                RedisType.String => "string " + await Db.StringGetAsync(key),
                RedisType.List => "list " + string.Join('\n', await Db.ListRangeAsync(key)),
                RedisType.Hash => "hash " + string.Join('\n', (await Db.HashGetAllAsync(key)).Where(static field => field.Name != "at").Select(Pair).Order()),
                var type => $"{type} " + string.Join('\n', (await Db.SortedSetRangeByRankAsync(key)).Select(static member => (string)member!).Order()),
            };
        }

        return state;
    }

    private static string Pair(HashEntry field) => $"{field.Name}={field.Value}";

    private static SortedDictionary<string, string> Without(SortedDictionary<string, string> state, string key)
    {
        var rest = new SortedDictionary<string, string>(state, StringComparer.Ordinal);
        rest.Remove(key);
        return rest;
    }

    private static void AssertEither(
        SortedDictionary<string, string> before, SortedDictionary<string, string> after, SortedDictionary<string, string> now, string what)
    {
        if (!now.SequenceEqual(before) && !now.SequenceEqual(after))
            Assert.Fail($"{what}\nis:\n{Text(now)}\nbefore:\n{Text(before)}\nafter:\n{Text(after)}");
    }

    private static string Text(SortedDictionary<string, string> state) => string.Join('\n', state.Select(static pair => $"  {pair.Key}: {pair.Value}"));

    /// <summary>The commands that the script's own text names.</summary>
    private static HashSet<string> CommandsOf(string script)
    {
        using var stream = typeof(Script).Assembly.GetManifestResourceStream(script.Split('-')[0] + ".lua")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return [.. Command().Matches(reader.ReadToEnd()).Select(static match => match.Groups["command"].Value)];
    }

    [GeneratedRegex(@"(call|try)\('(?<command>\w+)'", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Command();
}
