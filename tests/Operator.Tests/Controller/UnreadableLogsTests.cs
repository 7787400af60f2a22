using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>The API server does not reach the kubelets: a request for a log is never answered.</summary>
public sealed class UnreadableLogsTests
{
    [Fact]
    public async Task A_release_that_crashes_is_rolled_back_and_the_cause_says_that_its_log_cannot_be_read()
    {
        await using var october = await SimulatedOctober.StartAsync(("api:bad", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1 }));
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        october.Requests.Unanswered = "/log";
        await october.ApplyAsync("api:bad");
        var app = await october.PhaseAsync("RolledBack");
        var failed = app["status"]!["failed"]!;
        Assert.Equal("CrashLoop", (string?)failed["reason"]);
        Assert.Contains("(the log cannot be read: ", (string?)failed["evidence"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_past_its_deadline_is_rolled_back()
    {
        await using var october = await SimulatedOctober.StartAsync(("api:bad", new ImageBehaviour { NeverReady = true }));
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        october.Requests.Unanswered = "/log";
        await october.ApplyAsync("api:bad");
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("ProgressDeadlineExceeded", (string?)app["status"]!["failed"]!["reason"]);
    }

    [Fact]
    public async Task A_restore_ends()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(2) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"}}
            """)!);
        await october.PhaseAsync("Ready");
        october.Requests.Unanswered = "/log";
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"restore":{"requestId":"1","backupName":"dump-1.rdb"}}""")!);
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreSucceeded")).Count > 0, "the restore succeeds");
        var app = await october.PhaseAsync("Ready");
        Assert.Equal("Succeeded", (string?)app["status"]!["restore"]!["outcome"]);
    }
}
