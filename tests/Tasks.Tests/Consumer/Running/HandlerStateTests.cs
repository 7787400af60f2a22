using System.Text;
using System.Text.Json.Nodes;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>States of a handler's own, whatever they and what they say are called.</summary>
public sealed class HandlerStateTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The first of several states in a result is the task's: what else is called so is of the handler's metadata, or among the arguments.</summary>
    [Theory]
    [InlineData("IN_PROGRESS", "SUCCESS")]
    [InlineData("step_2", "SUCCESS")]
    [InlineData("in", "FAILURE")]
    public async Task A_result_is_recorded_whatever_state_came_before(string state, string said)
    {
        await using var worker = Worker(state, said);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        foreach (var embed in (string[])["", """{"chain":[{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next"},"immutable":true}]}"""])
        {
            var id = $"job{embed.Length}";
            var message = new TaskMessage
            {
                Id = id,
                Task = "says",
                Kwargs = Encoding.UTF8.GetBytes($$"""{"status":"{{said}}"}"""),
                Embed = Encoding.UTF8.GetBytes(embed),
            };
            await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, id)));

            var result = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal((TaskState.Success, "\"done\""), (result.Status, result.Value?.GetRawText()));
        }
    }

    [Fact]
    public async Task A_task_that_runs_is_not_taken_for_one_that_has_ended()
    {
        await using var worker = Worker("IN_PROGRESS", "SUCCESS", static (context, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        var sent = await worker.Client.EnqueueAsync("says", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => (await worker.Client.GetResultAsync(sent.Id)).Status == "IN_PROGRESS", "it says how far it is");

        Assert.Equal("IN_PROGRESS", await worker.Client.RevokeAsync(sent.Id));
    }

    private RunningConsumer Worker(string state, string said, Func<TaskContext, CancellationToken, Task>? then = null) => new(
        server, new ConsumerSettings { ExtendedResults = true, Drain = TimeSpan.FromMilliseconds(10) }, (tasks, _) => tasks.Map(TaskHandler.Create(
            "says",
            JsonTypes.Text.Parameter("status", ""),
            JsonTypes.Text,
            async (_, context, cancellationToken) =>
            {
                await context.SetStateAsync(state, new JsonObject { ["status"] = said });
                await (then?.Invoke(context, cancellationToken) ?? Task.CompletedTask);
                return "done";
            })));
}
