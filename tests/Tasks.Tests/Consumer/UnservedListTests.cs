using October.Tasks.Consumer.Receiving;
using October.Testing.Redis;
using Prometheus;

namespace October.Tasks.Consumer;

/// <summary>Tasks that their sender puts where no worker looks.</summary>
public sealed class UnservedListTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("celery\u0006\u00163", 0)]
    [InlineData("celery\u0006\u00164", 1)]
    [InlineData("celery::3", 1)]
    [InlineData("celery:3", 0)]
    public async Task They_are_counted(string list, int unserved)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(db => db.SetAddAsync("_kombu.binding.celery", "celery::::celery"));
        await redis.UseAsync(db => db.ListLeftPushAsync(list, "message"));
        var registry = Metrics.NewCustomRegistry();
        var log = new RecordingLogger();
        var lists = new UnservedLists(redis, new ServedQueues(["celery"]), Metrics.WithCustomRegistry(registry), TimeProvider.System, log);

        await lists.LookAsync("celery");
        await lists.LookAsync("celery");

        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        var metrics = System.Text.Encoding.UTF8.GetString(text.ToArray());
        Assert.Contains($"october_tasks_unserved{{queue_name=\"celery\"}} {unserved}\n", metrics, StringComparison.Ordinal);
        Assert.Equal(unserved, log.Lines.Count);
    }
}
