using Microsoft.Extensions.Logging;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>What goes wrong in this process while ends are recorded: what ends next is recorded all the same.</summary>
public sealed class FailingLogTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_that_fails_at_one_end_keeps_no_other_from_being_recorded(bool isOutOfMemory)
    {
        var log = new Failing(isOutOfMemory);
        await using var worker = new RunningConsumer(server.Settings, new ConsumerSettings(), log);
        await PushAsync("again");
        await EndsAsync(worker, "again");
        await PushAsync("again");
        await Eventually.TrueAsync(() => log.HasFailed, "the second end of the same id is logged");

        await PushAsync("other");

        await EndsAsync(worker, "other");
        Assert.False(worker.Ended.IsCompleted);
    }

    private static async Task EndsAsync(RunningConsumer worker, string id) =>
        Assert.Equal(
            TaskState.Success,
            (await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Status);

    private async Task PushAsync(string id)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var message = EnvelopeWriter.Write(new TaskMessage { Id = id, Task = "ping" }, Guid.NewGuid().ToString());
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", message));
    }

    private sealed class Failing(bool isOutOfMemory) : ILogger<TaskConsumer>
    {
        private volatile bool _hasFailed;

        public bool HasFailed => _hasFailed;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!formatter(state, exception).Contains("ran once more under its id", StringComparison.Ordinal))
                return;
            _hasFailed = true;
            throw isOutOfMemory ? new InsufficientMemoryException("no memory") : new IOException("no log");
        }
    }
}
