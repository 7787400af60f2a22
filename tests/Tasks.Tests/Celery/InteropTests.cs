using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Results;
using October.Testing;
using October.Testing.Redis;

namespace October.Tasks.Celery;

/// <summary>Celery's client and ours call Celery's worker and ours, each with every kind of call.</summary>
public sealed class InteropTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const string Ours = "ours";
    private const string Theirs = "theirs";
    private const string Early = ", before its eta";
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Every_kind_of_call_ends_the_same_whoever_sends_and_whoever_runs_it()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Queues = [Ours] });
        using var celery = StartCelery();
        try
        {
            var cells = await Task.WhenAll(
                FromCeleryAsync(Ours), FromCeleryAsync(Theirs), FromOursAsync(worker.Client, Ours), FromOursAsync(worker.Client, Theirs));
            await NothingIsLeftAsync(worker);
            var ignored = await Task.WhenAll(cells.SelectMany(static cell => cell.Where(static answer => answer.Ending is null)).Select(IsStoredAsync));
            Assert.Equal(4, ignored.Length);
            Assert.DoesNotContain(true, ignored);
            Golden.Matches("tests/Tasks.Tests/Celery/interop.golden", Table(cells));
        }
        finally
        {
            celery.Kill(entireProcessTree: true);
            await celery.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private Process StartCelery()
    {
        var process = Python.Start(
            server.Url, "-m", "celery", "-A", "worker_app", "worker", "-Q", Theirs, "--pool=solo", "--without-gossip", "--without-mingle", "-l", "WARNING");
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private async Task<IReadOnlyList<Answer>> FromCeleryAsync(string queue)
    {
        var calls = new JsonArray([.. InteropCase.All.Select(one => one.Call(queue))]);
        var answers = JsonNode.Parse(await Python.RunAsync(server.Url, "client.py", calls.ToJsonString()))!.AsArray();
        return [.. answers.Select(static answer => new Answer((string)answer!["id"]!, (string?)answer["state"] switch
        {
            null => null,
            TaskState.Success => $"SUCCESS {answer["value"]?.ToJsonString(Readable)}{((bool)answer["early"]! ? Early : "")}",
            var state => $"{state} {answer["type"]}: {answer["message"]}",
        }))];
    }

    private static async Task<IReadOnlyList<Answer>> FromOursAsync(TaskClient client, string queue) => await Task.WhenAll(InteropCase.All.Select(async one =>
    {
        var now = DateTimeOffset.UtcNow;
        var options = new EnqueueOptions
        {
            Queue = queue,
            Eta = one.Eta is { } eta ? now.AddSeconds(eta) : null,
            Expires = one.Expires is { } expires ? now.AddSeconds(expires) : null,
            Priority = one.Priority,
            IgnoreResult = one.IgnoreResult,
        };
        var sent = await client.EnqueueAsync(
            one.Task, Encoding.UTF8.GetBytes(one.Args), Encoding.UTF8.GetBytes(one.Kwargs), options, TestContext.Current.CancellationToken);
        if (one.IgnoreResult)
            return new Answer(sent.Id, null);
        var result = await client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return new Answer(sent.Id, result.Failure is { } failure
            ? $"{result.Status} {failure.Type}: {failure.Message}"
            : $"{result.Status} {JsonNode.Parse(result.Value?.GetRawText() ?? "null")?.ToJsonString(Readable)}{(result.DateDone < options.Eta ? Early : "")}");
    }));

    private async Task NothingIsLeftAsync(RunningConsumer worker)
    {
        await using var raw = await server.RawAsync();
        var redis = raw.GetDatabase();
        await Eventually.TrueAsync(
            async () => await redis.ListLengthAsync(Ours) + await redis.ListLengthAsync(Theirs) + await redis.HashLengthAsync("unacked") == 0
                && !await redis.KeyExistsAsync("october:inflight:" + worker.Consumer.Session),
            "everything has ended");
    }

    private async Task<bool> IsStoredAsync(Answer answer)
    {
        await using var raw = await server.RawAsync();
        return await raw.GetDatabase().KeyExistsAsync("celery-task-meta-" + answer.Id);
    }

    private static string Table(IReadOnlyList<IReadOnlyList<Answer>> cells)
    {
        var text = new StringBuilder(
            "| call | Celery to October | Celery to Celery | October to October | October to Celery |\n| --- | --- | --- | --- | --- |\n");
        for (var i = 0; i < InteropCase.All.Count; i++)
            text.Append($"| {InteropCase.All[i].Name} | {string.Join(" | ", cells.Select(cell => cell[i].Ending ?? "no result"))} |\n");
        // The encoder writes what lies beyond the basic plane as two escapes.
        return text.Replace("\\uD83D\\uDE80", "🚀").ToString();
    }

    /// <summary>How a call ended, in the words of who sent it; null where no result was wished.</summary>
    private sealed record Answer(string Id, string? Ending);
}
