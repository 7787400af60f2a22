using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Celery;
using October.Tasks.Consumer;
using October.Tasks.Redis.Scripts;
using October.Testing.Redis;

namespace October.Tasks.Redis;

/// <summary>With the rights that the documentation gives, api, worker and Celery do all that they do; none of these rights is more than that.</summary>
public sealed partial class LeastRightsTests(DocumentedUsers server) : IClassFixture<DocumentedUsers>
{
    private const string Theirs = "celery-theirs";
    private const string Node = "celery@here";

    [Fact]
    public async Task Api_and_worker_and_Celery_are_refused_nothing_and_use_each_right()
    {
        var settings = new ConsumerSettings { NodeName = Node, TaskEvents = true, TrackStarted = true, Schedules = EveryUse.Schedules };
        await using (var worker = new RunningConsumer(server, settings))
        {
            await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
            await EveryUse.RunAsync(worker, server.Settings);
            using var celery = Python.Start(server.Url, "-m", "celery", "-A", "worker_app", "worker", "-Q", Theirs, "--pool=solo", "-E", "-l", "ERROR");
            try
            {
                await CelerysAsync();
            }
            finally
            {
                celery.Kill(entireProcessTree: true);
                await celery.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }

        // Redis' client library asks for settings, and goes on without an answer: among them are passwords.
        Assert.Empty((await server.RefusedAsync()).Except(["october: command config|get"]));
        // What is rare is not waited for here: kombu's recovery of messages (WATCH), chords that grow (INCRBY), a script that Redis has forgotten.
        string[] rare = ["eval", "punsubscribe", "watch", "unwatch", "incrby"];
        var used = (await server.CommandsAsync()).Concat(ScriptCommands()).Concat(rare).ToHashSet(StringComparer.Ordinal);
        foreach (var user in new[] { DocumentedUsers.Ours, DocumentedUsers.Celerys })
            Assert.Empty(DocumentedUsers.Line(user).Where(static word => word.StartsWith('+')).Select(static word => word[1..]).Except(used));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_none_of_another_number()
    {
        await using var redis = new RedisConnection(server.Settings with { Database = 99 }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        Assert.Contains("99", (await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"))).Message, StringComparison.Ordinal);
    }

    private async Task CelerysAsync()
    {
        var calls = new JsonArray([.. InteropCase.All.Take(5).SelectMany(static one => new[] { "celery", Theirs }.Select(one.Call))]);
        var answers = JsonNode.Parse(await Python.RunAsync(server.Url, "client.py", calls.ToJsonString()))!.AsArray();
        Assert.Equal(calls.Count, answers.Count);
        var said = await RemoteControl.SendAsync(server.Url, ("ping", "{}"), ("revoke", """{"task_id":"n1"}"""), ("active_queues", "{}"));
        Assert.DoesNotContain("no answer", said);
        await Python.RunAsync(server.Url, "rights.py", Theirs);
    }

    private static IEnumerable<string> ScriptCommands() =>
        typeof(Script).Assembly.GetManifestResourceNames()
            .Where(static name => name.EndsWith(".lua", StringComparison.Ordinal))
            .SelectMany(static name => Command().Matches(Text(name)))
            .Select(static match => match.Groups["command"].Value.ToLowerInvariant());

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Script).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(call|try|or_else)\('(?<command>\w+)'", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Command();
}
