using System.Text;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Canvas;

/// <summary>What follows a task is a small message, and may be more than there is memory.</summary>
public sealed class BudgetTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public async Task A_chord_in_the_body_of_a_chord_in_the_body_of_a_chord_is_refused_before_it_grows(int levels)
    {
        var chord = """{"task":"echo","options":{"task_id":"last"}}""";
        for (var i = 0; i < levels; i++)
            chord = $$$$"""{"task":"celery.chord","subtask_type":"chord","kwargs":{"header":[{"task":"ping"},{"task":"ping"}],"body":{{{{chord}}}}}}""";
        await PushAsync(new TaskMessage { Id = "first", Task = "ping", Embed = Encoding.UTF8.GetBytes($$"""{"callbacks":[{{chord}}]}""") });

        await using var worker = new RunningConsumer(server);

        await EndsAsync(worker, "first", TaskState.Success);
        var last = await EndsAsync(worker, "last", TaskState.Failure);
        Assert.Contains("a follow-up of task first (ping) cannot be sent", last.Failure!.Message, StringComparison.Ordinal);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        Assert.Equal("celery.chord", Assert.Single(await new DeadList(redis).ListAsync(10)).Task);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(10_000, true)]
    [InlineData(100_000, false)]
    public async Task However_many_steps_the_chain_has_that_follows_a_failure_it_ends(int steps, bool isSent)
    {
        var chain = string.Join(',', Enumerable.Repeat("""{"task":"a"}""", steps - 2));
        var embed =
            $$$$"""
            {"errbacks":[{"task":"celery.chain","subtask_type":"chain","kwargs":{"tasks":[{"task":"echo","options":{"task_id":"step"}},{{{{chain}}}},
              {"task":"a","options":{"task_id":"last"}}]}}]}
            """;
        await PushAsync(new TaskMessage { Id = "first", Task = "nobody's", Embed = Encoding.UTF8.GetBytes(embed) });
        await PushAsync(new TaskMessage { Id = "other", Task = "ping" });

        await using var worker = new RunningConsumer(server);

        await EndsAsync(worker, "first", TaskState.Failure);
        if (isSent)
            await EndsAsync(worker, "step", TaskState.Success);
        await EndsAsync(worker, "last", TaskState.Failure);
        await EndsAsync(worker, "other", TaskState.Success);
    }

    [Fact]
    public async Task A_task_that_its_workers_died_of_fails_the_chord_that_waits_for_it_and_expands_nothing()
    {
        const string Group = """{"task":"celery.group","subtask_type":"group","kwargs":{"tasks":[{"task":"ping"},{"task":"ping"}]}}""";
        const string One = """{"task":"echo","options":{"task_id":"told"}}""";
        var embed = $$$$"""{"errbacks":[{{{{Group}}}},{{{{One}}}}],"chord":{"task":"echo","options":{"task_id":"body"}}}""";
        var message = new TaskMessage { Id = "first", Task = "ping", GroupId = "G", Deliveries = 4, Embed = Encoding.UTF8.GetBytes(embed) };
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(static db => db.StringSetAsync(RedisKeys.Group("G") + ".s", 1));
        await redis.UseAsync(db => db.HashSetAsync(RedisKeys.InFlight("dead"), "1 celery", EnvelopeWriter.Write(message, "tag")));
        await redis.UseAsync(static db => db.SortedSetAddAsync(RedisKeys.Visibility, "dead", 1));

        await using var worker = new RunningConsumer(server, new ConsumerSettings { VisibilityTimeout = TimeSpan.FromSeconds(1) });

        Assert.Equal("WorkerLostError", (await EndsAsync(worker, "first", TaskState.Failure)).Failure!.Type);
        await EndsAsync(worker, "body", TaskState.Failure);
        await EndsAsync(worker, "told", TaskState.Success);
        var dead = await new DeadList(redis).ListAsync(10);
        Assert.Equal(["celery.group", "ping"], dead.Select(static one => one.Task).Order());
        Assert.Contains(dead, static one => one.Reason.Contains("what its workers have died of", StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_thousand_tasks_and_the_body_of_their_chord_are_sent()
    {
        var argument = new string('x', 1000);
        var header = string.Join(
            ',', Enumerable.Range(0, 10_000).Select(i => $$$"""{"task":"ping","args":[{{{i}}},"{{{argument}}}"],"kwargs":{},"options":{}}"""));
        var chord = $$$$$"""
            {"task":"celery.chord","subtask_type":"chord","kwargs":{"header":[{{{{{header}}}}}],"body":{"task":"total","args":["{{{{{argument}}}}}"],"options":{}}}}
            """;

        var changes = After($$"""{"callbacks":[{{chord}}]}""", "1").Changes.ToList();

        Assert.Empty(changes.OfType<Change.Refuse>());
        Assert.Equal(10_000, changes.OfType<Change.Send>().Count());
    }

    [Fact]
    public void However_large_a_result_is_the_next_step_is_given_it()
    {
        var value = "[" + string.Join(',', Enumerable.Repeat($"\"{new string('x', 100)}\"", 100_000)) + "]";

        var sent = Assert.IsType<Change.Send>(Assert.Single(After("""{"chain":[{"task":"echo"}]}""", value).Changes));

        Assert.Equal(value.Length + 2, sent.Message.Args.Length);
    }

    [Fact]
    public void A_follow_up_that_is_too_large_leaves_room_for_those_behind_it()
    {
        var chord = """{"task":"echo"}""";
        for (var i = 0; i < 30; i++)
            chord = $$$$"""{"task":"celery.chord","subtask_type":"chord","kwargs":{"header":[{"task":"ping"},{"task":"ping"}],"body":{{{{chord}}}}}}""";

        var changes = After($$"""{"callbacks":[{{chord}}],"chain":[{"task":"next"}]}""", "1").Changes.ToList();

        Assert.Single(changes.OfType<Change.Refuse>());
        Assert.Equal("next", Assert.Single(changes.OfType<Change.Send>()).Message.Task);
    }

    [Fact]
    public void The_words_of_a_failure_are_not_kept_once_more_for_each_task_that_is_not_sent()
    {
        var chain = string.Join(',', Enumerable.Range(0, 10_000).Select(static i => $$$"""{"task":"a","options":{"task_id":"{{{i}}}"}}"""));
        var failure = new TaskFailure("ValueError", new string('x', 100_000), "builtins");
        var task = new TaskMessage { Id = "first", Task = "fail", Embed = Encoding.UTF8.GetBytes($$"""{"chain":[{{chain}}]}""") };

        var changes = Workflow.After(task, new Ending(TaskState.Failure, default, failure), "celery", Now, static () => "new").Changes.ToList();

        Assert.Equal(10_000, changes.OfType<Change.Store>().Count());
        Assert.True(changes.OfType<Change.Store>().Sum(static store => (long)store.Result.Length) < 32 << 20);
    }

    [Fact]
    public void What_is_given_may_be_copied_many_times_only_where_one_task_is_worked_out_at_a_time()
    {
        var (usual, alone) = (new Budget(Budget.UsualSize), new Budget());

        usual.Grant(1000);
        alone.Grant(1000);

        Assert.Equal(Budget.UsualSize, usual.Left.Size);
        Assert.True(alone.Left.Size > Budget.MaxSize);
        Assert.True(Budget.MaxSize <= Math.Max(Budget.UsualSize, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
    }

    [Fact]
    public void Tasks_that_are_not_sent_are_copied_and_stored_within_the_budget()
    {
        var other = new string('x', 500);
        var chain = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$$"""{"task":"a","options":{"task_id":"{{{i}}}"},"x":"{{{other}}}"}"""));
        var task = new TaskMessage { Id = "first", Task = "fail", Embed = Encoding.UTF8.GetBytes($$"""{"chain":[{{chain}}]}""") };
        var ending = new Ending(TaskState.Failure, default, new TaskFailure("ValueError", "no", "builtins"));
        var budget = new Budget(Budget.UsualSize);

        Assert.Throws<SignatureException>(() => Workflow.After(task, ending, "celery", Now, static () => "new", null, budget));

        Assert.True(budget.WasTooSmall);
        Assert.Equal(10_000, Workflow.After(task, ending, "celery", Now, static () => "new").Changes.OfType<Change.Store>().Count());
    }

    private static Workflow After(string embed, string value) =>
        Workflow.After(
            new TaskMessage { Id = "first", Task = "ping", Embed = Encoding.UTF8.GetBytes(embed) },
            new Ending(TaskState.Success, Encoding.UTF8.GetBytes(value)),
            "celery",
            Now,
            static () => Guid.NewGuid().ToString());

    private static async Task<TaskResult> EndsAsync(RunningConsumer worker, string id, string state)
    {
        var result = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal((id, state), (id, result.Status));
        return result;
    }

    private async Task PushAsync(TaskMessage message)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, message.Id)));
    }
}
