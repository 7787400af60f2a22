using Microsoft.Extensions.Logging;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Subscriptions that Redis refuses at first.</summary>
public sealed class NotificationsTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private ConnectionMultiplexer _raw = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _raw = await server.RawAsync();
    }

    public ValueTask DisposeAsync() => _raw.DisposeAsync();

    [Theory]
    [InlineData("/0.celery.pidbox")]
    [InlineData("october:revoke")]
    public async Task A_channel_that_is_refused_is_said_and_listened_to_once_when_it_is_permitted(string channel)
    {
        var db = _raw.GetDatabase();
        string[] others = [.. new[] { "/0.celery.pidbox", "october:revoke", "celery-task-meta-*", "october:wake:*" }.Where(one => one != channel)];
        await db.ExecuteAsync(
            "ACL", ["SETUSER", "worker", "reset", "on", $">{RedisServer.Password}", "+@all", "~*", .. others.Select(static one => $"&{one}")]);
        var log = new RecordingLogger();
        await using var worker = new RunningConsumer(server.Settings with { User = "worker" }, null, log);
        await Eventually.TrueAsync(
            () => log.Lines.Any(static line => line.Level == LogLevel.Warning && line.Text.StartsWith("not subscribed", StringComparison.Ordinal)),
            "the refusal is said");

        await db.ExecuteAsync("ACL", "SETUSER", "worker", $"&{channel}");

        await Eventually.TrueAsync(
            async () => ((RedisResult[])(await db.ExecuteAsync("PUBSUB", "NUMSUB", channel))!)[1].ToString() == "1", "the worker listens");
        Assert.Single(log.Lines, static line => line.Text.StartsWith("not subscribed", StringComparison.Ordinal));
    }
}
