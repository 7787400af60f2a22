using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Control;

public sealed class RevocationTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string StampAsId = "stamp\ntenant\nacme";

    private RedisConnection _redis = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Whoever_revokes_an_id_revokes_no_stamp()
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await worker.Client.RevokeAsync(StampAsId);

        await SendAsync("a", """, "stamped_headers": ["tenant"], "stamps": {"tenant": "acme"}""");

        Assert.Equal(TaskState.Success, await EndAsync(worker, "a"));
    }

    [Fact]
    public async Task A_task_whose_id_looks_like_a_stamp_is_revoked_by_its_id_and_ends_no_revocation_of_others()
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await worker.Client.RevokeAsync(StampAsId);
        var stamped = await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Revoked, StampAsId, 9e9));
        Assert.True(stamped);

        await SendAsync(StampAsId.Replace("\n", "\\n", StringComparison.Ordinal));

        Assert.Equal(TaskState.Revoked, await EndAsync(worker, StampAsId));
        Assert.Equal([StampAsId], await Revocation.ListAsync(_redis, 10));
        Assert.Equal(9e9, await _redis.UseAsync(db => db.SortedSetScoreAsync(RedisKeys.Revoked, StampAsId)));
    }

    private Task SendAsync(string id, string headers = "") => _redis.UseAsync(db => db.ListLeftPushAsync(
        "celery", $$$"""{"headers":{"task":"ping","id":"{{{id}}}"{{{headers}}}},"body":"[[],{},{}]","content-type":"application/json"}"""));

    private static async Task<string> EndAsync(RunningConsumer worker, string id) =>
        (await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Status;
}
