using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>The results of a chord whose header is nested are put together, or the chord fails.</summary>
public sealed class FollowUpStoreTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Group = RedisKeys.GroupPrefix + "G";
    private const string Chord = """{"chord":{"task":"echo","args":[],"kwargs":{},"options":{"task_id":"body"}}}""";

    private ConnectionMultiplexer _raw = null!;

    private IDatabase Db => _raw.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _raw = await server.RawAsync();
    }

    public ValueTask DisposeAsync() => _raw.DisposeAsync();

    [Fact]
    public async Task Of_a_part_that_has_ended_twice_the_last_result_counts()
    {
        await Db.StringSetAsync(Group, """{"result":[["G",null],[[["twice",null],null],[["part",null],null]]]}""");
        await Db.SortedSetAddAsync(Group + ".j", [new("[1,\"twice\",\"SUCCESS\",1]", 0), new("[1,\"twice\",\"SUCCESS\",2]", 0)]);
        await EndPartAsync(3);

        await using var worker = new RunningConsumer(server);

        Assert.Equal("""[2,"pong"]""", (await EndAsync(worker, "body", TaskState.Success)).Value?.GetRawText());
    }

    [Theory]
    [InlineData("""{"result":[["G",null],[{"no":"member"}]]}""")]
    [InlineData("""{"result":[["G",null],[["part"]]]}""")]
    [InlineData("""{"result":[],"result":[]}""")]
    [InlineData("""{"result":7}""")]
    public async Task A_header_of_another_shape_fails_the_chord(string shape)
    {
        await Db.StringSetAsync(Group, shape);
        await EndPartAsync(1);

        await using var worker = new RunningConsumer(server);

        await EndAsync(worker, "part", TaskState.Success);
        Assert.Contains("Join error", (await EndAsync(worker, "body", TaskState.Failure)).Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{foreign")]
    [InlineData("""{"task":"echo","task":"echo","options":{}}""")]
    public async Task A_part_is_counted_although_what_is_kept_of_the_body_is_none(string kept)
    {
        await Db.StringSetAsync(Group + ".s", 1);
        await Db.StringSetAsync(Group + ".b", kept);
        var message = new TaskMessage { Id = "part", Task = "ping", GroupId = "G", Args = "[NaN]"u8.ToArray(), Embed = Encoding.UTF8.GetBytes(Chord) };
        var envelope = JsonNode.Parse(EnvelopeWriter.Write(message, "tag"))!;
        envelope["body"] = Convert.ToBase64String("no JSON"u8);
        await Db.ListLeftPushAsync("celery", envelope.ToJsonString());

        await using var worker = new RunningConsumer(server);

        await EndAsync(worker, "part", TaskState.Failure);
        await Eventually.TrueAsync(async () => await Db.SortedSetLengthAsync(Group + ".j") == 1, "the part is counted");
    }

    [Fact]
    public async Task However_often_a_header_names_a_result_it_is_read_once_and_no_more_is_made_of_it_than_there_is_memory()
    {
        var members = string.Join(',', Enumerable.Repeat("""[["large",null],null]""", 3000));
        await Db.StringSetAsync(Group, $$"""{"result":[["G",null],[{{members}}]]}""");
        await Db.StringSetAsync(
            RedisKeys.Result("large"), $$"""{"status":"SUCCESS","task_id":"large","result":"{{new string('x', 100_000)}}"}""");
        await EndPartAsync(1);
        var before = await GetsAsync();

        await using var worker = new RunningConsumer(server);

        var body = await EndAsync(worker, "body", TaskState.Failure);
        Assert.StartsWith("Join error: the copies that are made of it would be larger", body.Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(await GetsAsync() - before, 0, 500);
    }

    private static async Task<TaskResult> EndAsync(RunningConsumer worker, string id, string state)
    {
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var result = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(state == result.Status, $"{id}: {result.Status} {result.Failure?.Message}");
        return result;
    }

    private async Task EndPartAsync(int total)
    {
        await Db.StringSetAsync(Group + ".s", total);
        await PushAsync(new TaskMessage { Id = "part", Task = "ping", GroupId = "G", GroupIndex = 1, Embed = Encoding.UTF8.GetBytes(Chord) });
    }

    private async Task<long> GetsAsync()
    {
        var calls = (await _raw.GetServers()[0].InfoAsync("commandstats")).SelectMany(static one => one)
            .FirstOrDefault(static one => one.Key == "cmdstat_get").Value;
        return calls is null ? 0 : long.Parse(calls.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture);
    }

    private async Task PushAsync(TaskMessage message) => await Db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, message.Id));
}
