using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller.Backups;

public sealed class RestoreTests
{
    [Fact]
    public async Task The_data_is_replaced_while_nothing_runs_and_then_as_many_pods_run_as_before()
    {
        await using var october = await Restores.StartAsync(Restores.Tools);
        await october.UntilAsync(async () => await ReplicasAsync(october, "api") == "3", "three pods");
        var before = (await october.AppAsync())!["status"]!["revisions"]!["current"]!.ToJsonString();
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => await october.RestoreJobAsync() is not null, "the Job is there");
        Assert.Empty((await october.Cluster.ListAsync(new ResourceType("", "v1", "pods"), "default", "october.dev/component in (api, worker, redis)")).Items);
        var app = (await october.AppAsync())!;
        Assert.Equal("Restoring", (string?)app["status"]!["phase"]);
        Assert.Equal(("False/Restoring", "True/Restoring", null), (Condition(app, "Ready"), Condition(app, "Reconciling"), Condition(app, "Stalled")));
        Assert.Equal("False/Restoring", Condition(app, "Available"));
        Assert.Null(await october.GetAsync("autoscaling", "horizontalpodautoscalers", "shop-api"));

        app = await october.PhaseAsync("Ready");
        Assert.Equal(
            ("1", "Succeeded", null),
            ((string?)app["status"]!["restore"]!["requestId"], (string?)app["status"]!["restore"]!["outcome"], (string?)app["status"]!["restore"]!["step"]));
        await october.UntilAsync(
            async () => await october.GetAsync("autoscaling", "horizontalpodautoscalers", "shop-api") is not null, "the autoscaler is back");
        await october.QuietAsync();
        Assert.Equal("3", await ReplicasAsync(october, "api"));
        Assert.Equal(before, app["status"]!["revisions"]!["current"]!.ToJsonString());
        Assert.Equal("Restore", (string?)app["status"]!["history"]![0]!["action"]);
        Assert.Single(await october.EventsAsync("RestoreStarted"));
        Assert.Single(await october.EventsAsync("RestoreSucceeded"));

        // The same request asks for nothing new.
        await october.QuietAsync();
        october.Requests.Clear();
        await october.RestoreAsync("1", """{"revisionHistoryLimit":9}""");
        await october.QuietAsync();
        Assert.Empty(october.Requests.Effects);
        Assert.Single(await october.EventsAsync("RestoreStarted"));
    }

    [Fact]
    public async Task A_restore_ends_although_the_spec_asks_meanwhile_for_pods_where_there_were_none()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Restores.Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"api":{"image":"api:v1","replicas":0},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"},"rollout":{"progressDeadline":"60s"}}
            """)!);
        await october.PhaseAsync("Ready");
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => await october.RestoreJobAsync() is not null, "the Job is there");

        await october.RestoreAsync("1", """{"api":{"image":"api:v1","replicas":2}}""");

        var app = await october.PhaseAsync("Ready");
        Assert.Equal("Succeeded", (string?)app["status"]!["restore"]!["outcome"]);
        await october.UntilAsync(async () => await october.RunningAsync("api") == 2, "the pods that the spec asks for");
    }

    [Fact]
    public async Task A_request_that_is_made_again_after_another_one_restores_nothing()
    {
        await using var october = await Restores.StartAsync(Restores.Tools);
        foreach (var request in new[] { "1", "2" })
        {
            await october.RestoreAsync(request);
            await october.UntilAsync(
                async () => (await october.AppAsync())!["status"]?["restore"]?["completedAt"] is not null
                    && (string?)(await october.AppAsync())!["status"]!["restore"]!["requestId"] == request,
                $"request {request} has ended");
        }

        await october.RestoreAsync("1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreRejected")).Count == 1, "it is rejected");
        await october.QuietAsync();
        var restore = (await october.AppAsync())!["status"]!["restore"]!;
        Assert.Equal(("2", "1"), ((string?)restore["requestId"], (string?)restore["rejectedRequestId"]));
        Assert.Equal(2, (await october.EventsAsync("RestoreStarted")).Count);
        Assert.Equal(2, (await october.Cluster.ListAsync(Restores.Jobs, "default", "october.dev/component=restore")).Items.Count);
    }

    [Fact]
    public async Task An_operator_that_dies_in_a_restore_is_followed_by_one_that_ends_it()
    {
        await using var october = await Restores.StartAsync(Restores.Tools);
        await october.RestoreAsync("1");
        foreach (var step in new[] { "StopWriters", "Replace", "StartWriters" })
        {
            await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["restore"]?["step"] == step, step);
            await october.StopOperatorAsync();
            october.StartOperator();
            if (step == "Replace")
                await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"}}""")!);
        }

        await october.UntilAsync(
            async () => (string?)(await october.AppAsync())!["status"]?["components"]?["api"]?["image"] == "api:v2",
            "what the spec asked for meanwhile is rolled out");
        await october.PhaseAsync("Ready");
        Assert.Single(await october.EventsAsync("RestoreSucceeded"));
        Assert.Single((await october.Cluster.ListAsync(Restores.Jobs, "default", "october.dev/component=restore")).Items);
    }

    [Fact]
    public async Task A_frozen_preview_stops_for_a_restore_and_is_there_again_after_it()
    {
        await using var october = await Restores.StartAsync(
            Restores.Tools, ("api:v2", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1 }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"},"rollout":{"rollback":{"policy":"Freeze"}}}""")!);
        await october.PhaseAsync("Failed");
        Assert.NotNull(await october.GetAsync("apps", "deployments", "shop-worker-preview"));
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => await october.RestoreJobAsync() is not null, "the data is replaced");
        Assert.Null(await october.GetAsync("apps", "deployments", "shop-worker-preview"));
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreSucceeded")).Count == 1, "the restore has succeeded");
        await october.UntilAsync(async () => await october.GetAsync("apps", "deployments", "shop-worker-preview") is not null, "the preview is there again");
    }

    private static async Task<string?> ReplicasAsync(SimulatedOctober october, string component) =>
        (await october.GetAsync("apps", "deployments", $"shop-{component}"))!["status"]?["readyReplicas"]?.ToJsonString();

    private static string? Condition(JsonObject app, string type) => app["status"]!["conditions"]!.AsArray()
        .Where(condition => (string?)condition!["type"] == type).Select(condition => $"{condition!["status"]}/{condition["reason"]}").SingleOrDefault();
}
