using System.Text;
using October.Tasks.Client;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Cuts;

/// <summary>One life of a task, told by what a sender, a worker or a fate does.</summary>
/// <param name="Name">How it goes.</param>
/// <param name="TellAsync">What happens; the worker does the rest.</param>
internal sealed record Story(string Name, Func<Stage, Task> TellAsync)
{
    public static readonly IReadOnlyList<Story> All =
    [
        new("run", static async stage =>
        {
            await StartIdleWorkerAsync(stage);
            await stage.SendAsync("ping", "[]", TaskState.Success);
        }),
        new("retry", static async stage =>
        {
            await StartIdleWorkerAsync(stage);
            await stage.SendAsync("flaky", "[1]", TaskState.Success);
        }),
        new("later", static async stage =>
        {
            await StartIdleWorkerAsync(stage);
            await stage.SendAsync("ping", "[]", TaskState.Success, new EnqueueOptions { Countdown = TimeSpan.FromMilliseconds(300) });
        }),
        new("long", static async stage =>
        {
            await StartIdleWorkerAsync(stage);
            await stage.SendAsync("wait", "[]", TaskState.Success);
            await Eventually.TrueAsync(() => stage.Tape.IsCut || stage.Tape.Steps.Contains("renew"), "the visibility timeout is renewed");
            stage.Worker.Gate.TrySetResult();
        })
        { CountsRenewals = true },
        new("called-off", static async stage =>
        {
            var id = await stage.SendAsync("ping", "[]", TaskState.Revoked);
            await stage.SendAsync("ping", "[]", TaskState.Success);
            await stage.RevokeAsync(id);
            stage.StartWorker();
        }),
        new("stop", static async stage =>
        {
            await StartIdleWorkerAsync(stage);
            await stage.SendAsync("wait", "[]", TaskState.Success);
            await Eventually.TrueAsync(() => stage.Tape.IsCut || stage.Worker.Waiting == 1, "the task runs");
            await stage.StopWorkerAsync();
            stage.StartSurvivor();
        }),
        new("taken-over", static async stage =>
        {
            await LeaveBehindAsync(stage, 0, TaskState.Success);
            stage.StartWorker();
        }),
        new("poison", static async stage =>
        {
            await LeaveBehindAsync(stage, Stage.Settings.MaxDeliveries - 1, TaskState.Failure);
            stage.StartWorker();
        })
        { Dead = 1 },
        new("gibberish", static async stage =>
        {
            await stage.Raw.ListLeftPushAsync("celery", "gibberish");
            stage.StartWorker();
        })
        { Dead = 1 },
        new("chain", static async stage =>
        {
            var next = stage.Expect(TaskState.Success);
            await SendRawAsync(stage, $$"""{"chain":[{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"{{next}}"},"immutable":true}]}""");
            stage.StartWorker();
        }),
        new("chord", static async stage =>
        {
            var (group, body) = (Guid.NewGuid().ToString(), stage.Expect(TaskState.Success));
            await stage.Raw.StringSetAsync($"celery-taskset-meta-{group}.s", 2);
            var embed = Chord(body);
            await SendRawAsync(stage, embed, group, 0);
            await SendRawAsync(stage, embed, group, 1);
            stage.StartWorker();
        }),
        new("failing-chord", static async stage =>
        {
            var (group, body) = (Guid.NewGuid().ToString(), stage.Expect(TaskState.Failure));
            await stage.Raw.StringSetAsync($"celery-taskset-meta-{group}.s", 2);
            var embed = Chord(body);
            await SendRawAsync(stage, embed, group, 0);
            await SendRawAsync(stage, embed, group, 1, "no such task", TaskState.Failure);
            stage.StartWorker();
        })
        { KeepsParts = true, Dead = 1 },
    ];

    /// <summary>True when the renewal of the visibility timeout is what it is about.</summary>
    public bool CountsRenewals { get; private init; }

    /// <summary>True when a chord's parts stay until they expire.</summary>
    public bool KeepsParts { get; private init; }

    /// <summary>How many messages are dead in the end.</summary>
    public int Dead { get; private init; }

    private static string Chord(string body) =>
        $$"""{"chord":{"task":"echo","args":[],"options":{"task_id":"{{body}}"},"kwargs":{} } }""";

    /// <summary>What Celery sends: a task that others follow.</summary>
    private static async Task SendRawAsync(
        Stage stage, string embed, string? group = null, int? index = null, string task = "ping", string expected = TaskState.Success)
    {
        var id = stage.Expect(expected);
        var message = new TaskMessage { Id = id, Task = task, GroupId = group, GroupIndex = index, Embed = Encoding.UTF8.GetBytes(embed) };
        await stage.Raw.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, id));
    }

    /// <summary>Which comes first, what the sender does or the worker's first look, must not be a matter of the machine's speed.</summary>
    private static async Task StartIdleWorkerAsync(Stage stage)
    {
        stage.StartWorker();
        await Eventually.TrueAsync(() => stage.Tape.IsCut || stage.Tape.Steps.Contains("reserve"), "the worker has looked for messages");
    }

    /// <summary>What a worker leaves that was killed while it held a task.</summary>
    private static async Task LeaveBehindAsync(Stage stage, int deliveries, string expected)
    {
        var id = Guid.NewGuid().ToString();
        stage.Expected[id] = expected;
        var message = EnvelopeWriter.Write(new TaskMessage { Id = id, Task = "ping", Queue = "celery", Deliveries = deliveries }, id);
        await stage.Raw.HashSetAsync("october:inflight:dead", [new HashEntry("1 celery", message)]);
        await stage.Raw.SortedSetAddAsync("october:leases", "dead", 1);
    }
}
