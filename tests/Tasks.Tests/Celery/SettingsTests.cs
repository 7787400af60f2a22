using System.Diagnostics;
using System.Text.Json.Nodes;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Redis;
using October.Testing.Redis;

namespace October.Tasks.Celery;

/// <summary>Celery and October's worker with the same settings: its client uses both workers together, and October's client uses Celery's worker.</summary>
public sealed class SettingsTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Expected = """
        priorities: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
        later: 2
        chain: 7
        chord: 30
        chord of groups: 12
        failure: InvalidOperationException
        ping: ['pong', 'pong']
        revoked: TaskRevokedError

        """;

    private const string Extended = """
        extended: add [2, 3] {} celery@ours 0 ours
        started: STARTED ['hostname', 'pid']

        """;

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Cases => ["result database", "prefixes", "priorities", "all", "extended"];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Both_work_together(string name)
    {
        var (options, layout) = Of(name);
        var isExtended = options["conf"]?["result_extended"] is not null;
        var settings = new ConsumerSettings
        {
            Queues = ["ours"],
            NodeName = "celery@ours",
            ExtendedResults = isExtended,
            TrackStarted = isExtended,
            ResultTtl = ConsumerSettings.ForEver,
        };
        await using var worker = new RunningConsumer(server.Settings with { Layout = layout }, settings);
        using var celery = StartCelery(options.ToJsonString());
        try
        {
            var said = await Python.RunAsync(server.Url, "settings_app.py", "", options.ToJsonString());
            Assert.Equal(isExtended ? Expected + Extended : Expected, said);
            var sent = await worker.Client.EnqueueAsync(
                "add", "[20,3]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { Queue = "theirs", Priority = 7, TaskId = "own" },
                TestContext.Current.CancellationToken);
            var result = await worker.Client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal("23", result.Value?.GetRawText());
            await PlacesAsync(layout);
        }
        finally
        {
            celery.Kill(entireProcessTree: true);
            await celery.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>No key is where it should not be.</summary>
    private async Task PlacesAsync(KeyLayout layout)
    {
        await using var raw = await server.RawAsync();
        var at = raw.GetServer("127.0.0.1", server.Port);
        var results = layout.ResultDatabase ?? 0;
        foreach (var (database, key) in at.Keys(0).Select(static key => (0, (string)key!)).Concat(at.Keys(1).Select(static key => (1, (string)key!))))
        {
            var isResult = key.StartsWith(layout.ResultPrefix + "celery-task", StringComparison.Ordinal);
            Assert.True(
                isResult ? database == results : database == 0 && key.StartsWith(layout.Prefix, StringComparison.Ordinal), $"{key} in database {database}");
        }
    }

    private (JsonObject Options, KeyLayout Layout) Of(string name)
    {
        var transport = new JsonObject();
        var options = new JsonObject { ["conf"] = new JsonObject { ["broker_transport_options"] = transport } };
        var layout = new KeyLayout();
        if (name is "result database" or "all")
        {
            options["backend"] = server.Url[..^1] + "1";
            layout = layout with { ResultDatabase = 1 };
        }

        if (name is "prefixes" or "all")
        {
            transport["global_keyprefix"] = "shop:";
            options["result_prefix"] = "kept_";
            layout = layout with { Prefix = "shop:", ResultPrefix = "kept_" };
        }

        if (name is "priorities" or "all")
        {
            transport["sep"] = ":";
            transport["priority_steps"] = new JsonArray(0, 1, 2, 5);
            layout = layout with { PrioritySeparator = ":", PrioritySteps = [0, 1, 2, 5] };
        }

        if (name is "extended")
            (options["conf"]!["result_extended"], options["conf"]!["task_track_started"], options["conf"]!["result_expires"]) = (true, true, null);
        return (options, layout);
    }

    private Process StartCelery(string options)
    {
        string[] arguments =
        [
            "-m", "celery", "-A", "settings_app", "worker", "-Q", "theirs", "-n", "theirs", "--pool=solo", "--without-gossip", "--without-mingle",
            "-l", "ERROR",
        ];
        var process = Python.Start(server.Url, options, arguments);
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }
}
