using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Testing;
using October.Testing.Redis;

namespace October.Tasks.Celery;

/// <summary>Celery's client sends bodies of every kind to our worker: each is run, or refused under its id and kept.</summary>
public sealed class BodyTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Every_body_is_run_or_refused_under_its_id()
    {
        await using var worker = new RunningConsumer(server);

        var said = await Python.RunAsync(server.Url, "bodies.py", "");

        Golden.Matches("tests/Tasks.Tests/Celery/bodies.golden", said);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var dead = await new DeadList(redis).ListAsync(100);
        var refused = said.Split('\n').Count(static line => line.Contains("DecodeError", StringComparison.Ordinal));
        Assert.Equal(refused, dead.Count(static entry => entry.TaskId is not null));
        // Of a follow-up that is no signature its parent is all that there is to name.
        Assert.Contains("a follow-up of task ", Assert.Single(dead, static entry => entry.TaskId is null).Reason, StringComparison.Ordinal);
    }
}
