using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller.Backups;

public sealed class RestoreTests
{
    private const string Spec = """
        {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"},"autoscaling":{"api":{"minReplicas":3}},"rollout":{"progressDeadline":"60s"}}
        """;

    private static readonly ResourceType Jobs = new("batch", "v1", "jobs");

    private static readonly ImageBehaviour Tools = new() { ExitAfter = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task The_data_is_replaced_while_nothing_runs_and_then_as_many_pods_run_as_before()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.UntilAsync(async () => await ReplicasAsync(october, "api") == "3", "three pods");
        var before = (await october.AppAsync())!["status"]!["revisions"]!["current"]!.ToJsonString();
        await AskAsync(october, "1");
        await october.UntilAsync(async () => await JobAsync(october) is not null, "the Job is there");
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
        await AskAsync(october, "1", """{"revisionHistoryLimit":9}""");
        await october.QuietAsync();
        Assert.Empty(october.Requests.Effects);
        Assert.Single(await october.EventsAsync("RestoreStarted"));
    }

    [Fact]
    public async Task A_restore_ends_although_the_spec_asks_meanwhile_for_pods_where_there_were_none()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"api":{"image":"api:v1","replicas":0},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"},"rollout":{"progressDeadline":"60s"}}
            """)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
        await october.UntilAsync(async () => await JobAsync(october) is not null, "the Job is there");

        await AskAsync(october, "1", """{"api":{"image":"api:v1","replicas":2}}""");

        var app = await october.PhaseAsync("Ready");
        Assert.Equal("Succeeded", (string?)app["status"]!["restore"]!["outcome"]);
        await october.UntilAsync(async () => await RunningAsync(october, "api") == 2, "the pods that the spec asks for");
    }

    [Fact]
    public async Task A_request_that_is_made_again_after_another_one_restores_nothing()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        foreach (var request in new[] { "1", "2" })
        {
            await AskAsync(october, request);
            await october.UntilAsync(
                async () => (await october.AppAsync())!["status"]?["restore"]?["completedAt"] is not null
                    && (string?)(await october.AppAsync())!["status"]!["restore"]!["requestId"] == request,
                $"request {request} has ended");
        }

        await AskAsync(october, "1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreRejected")).Count == 1, "it is rejected");
        await october.QuietAsync();
        var restore = (await october.AppAsync())!["status"]!["restore"]!;
        Assert.Equal(("2", "1"), ((string?)restore["requestId"], (string?)restore["rejectedRequestId"]));
        Assert.Equal(2, (await october.EventsAsync("RestoreStarted")).Count);
        Assert.Equal(2, (await october.Cluster.ListAsync(Jobs, "default", "october.dev/component=restore")).Items.Count);
    }

    [Fact]
    public async Task A_restore_that_fails_is_reported_and_the_app_runs_again_on_what_it_had()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools with { ExitCode = 1 }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count > 0, "it is reported");
        Assert.Contains("the data is unchanged", Assert.Single(await october.EventsAsync("RestoreFailed")), StringComparison.Ordinal);
        var app = await october.PhaseAsync("Ready");
        Assert.Equal("Failed", (string?)app["status"]!["restore"]!["outcome"]);
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("is deleted")]
    public async Task Redis_and_another_pod_of_the_Job_start_only_when_its_last_one_has_ended(string how)
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { StopsAfter = TimeSpan.FromSeconds(20) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
        await october.UntilAsync(async () => await RunningAsync(october, "restore") == 1, "the Job's pod runs");
        var metadata = (await JobAsync(october))!["metadata"]!;
        var (job, uid) = ((string)metadata["name"]!, (string)metadata["uid"]!);
        if (how == "fails")
            await october.Cluster.PatchAsync(Jobs, "default", job, new JsonObject { ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = 1 } });
        else
            await october.Cluster.DeleteAsync(Jobs, "default", job, new JsonObject { ["propagationPolicy"] = "Background" });
        var atOnce = 0;
        await october.UntilAsync(
            async () =>
            {
                var redis = await RunningAsync(october, "redis");
                atOnce = Math.Max(atOnce, await RunningAsync(october, "restore") + redis);
                // A Job that is gone is created again.
                return redis > 0
                    || (await JobAsync(october) is { } next && (string)next["metadata"]!["uid"]! != uid && next["status"]?["active"] is not null);
            },
            "what comes next runs");
        Assert.Equal(1, atOnce);
    }

    [Fact]
    public async Task A_restore_waits_until_the_pod_of_a_backup_that_failed_has_ended()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { StopsAfter = TimeSpan.FromSeconds(20) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await RunningAsync(october, "backup") == 1, "the backup runs");
        var backup = (await october.Cluster.ListAsync(Jobs, "default", "october.dev/component=backup")).Items.Single();
        await october.Cluster.PatchAsync(
            Jobs, "default", (string)backup["metadata"]!["name"]!, new JsonObject { ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = 1 } });
        await AskAsync(october, "1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreStarted")).Count == 1, "the restore starts");
        Assert.Equal(0, await RunningAsync(october, "backup"));
    }

    [Fact]
    public async Task An_operator_that_dies_in_a_restore_is_followed_by_one_that_ends_it()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
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
        Assert.Single((await october.Cluster.ListAsync(new ResourceType("batch", "v1", "jobs"), "default", "october.dev/component=restore")).Items);
    }

    [Fact]
    public async Task A_restore_waits_for_the_backup_that_runs_and_a_backup_for_the_restore()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools with { ExitAfter = TimeSpan.FromSeconds(20) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => (await october.EventsAsync("BackupStarted")).Count == 1, "the backup runs");
        await AskAsync(october, "1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreWaiting")).Count == 1, "the restore waits");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreStarted")).Count == 1, "it starts");
        var backup = (await october.Cluster.ListAsync(new ResourceType("batch", "v1", "jobs"), "default", "october.dev/component=backup")).Items.Single();
        Assert.Equal("1", backup["status"]?["succeeded"]?.ToJsonString());
        await october.AnnotateAsync("october.dev/backup-now", "2");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreSucceeded")).Count == 1, "it has succeeded");
        await october.UntilAsync(async () => (await october.EventsAsync("BackupSucceeded")).Count == 2, "the second backup has succeeded");
        var restored = DateTimeOffset.Parse((string)(await october.AppAsync())!["status"]!["restore"]!["completedAt"]!, CultureInfo.InvariantCulture);
        var backups = (await october.Cluster.ListAsync(new ResourceType("batch", "v1", "jobs"), "default", "october.dev/component=backup")).Items;
        Assert.Equal(2, backups.Count);
        Assert.True(backups.Max(job => DateTimeOffset.Parse((string)job["metadata"]!["creationTimestamp"]!, CultureInfo.InvariantCulture)) >= restored);
        Assert.Empty(await october.EventsAsync("BackupFailed"));
    }

    [Fact]
    public async Task A_frozen_preview_stops_for_a_restore_and_is_there_again_after_it()
    {
        await using var october = await SimulatedOctober.StartAsync(
            ("tools:v1", Tools), ("api:v2", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1 }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"},"rollout":{"rollback":{"policy":"Freeze"}}}""")!);
        await october.PhaseAsync("Failed");
        Assert.NotNull(await october.GetAsync("apps", "deployments", "shop-worker-preview"));
        await AskAsync(october, "1");
        await october.UntilAsync(async () => await JobAsync(october) is not null, "the data is replaced");
        Assert.Null(await october.GetAsync("apps", "deployments", "shop-worker-preview"));
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreSucceeded")).Count == 1, "the restore has succeeded");
        await october.UntilAsync(async () => await october.GetAsync("apps", "deployments", "shop-worker-preview") is not null, "the preview is there again");
    }

    [Fact]
    public async Task A_restore_whose_Job_is_refused_puts_the_app_back_into_service_and_says_why()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        october.Requests.Refused = "/jobs";
        await AskAsync(october, "1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        var message = Assert.Single(await october.EventsAsync("RestoreFailed"));
        Assert.Contains("the data is unchanged: its Job was not created: an admission webhook says no", message, StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_restore_whose_pod_cannot_start_says_what_it_waits_for_and_puts_the_app_back_into_service_with_its_data()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools with { PullFailure = "manifest unknown" }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
        await october.UntilAsync(
            async () => Says((await october.AppAsync())!["status"]!["message"]) && Says((await october.AppAsync())!["status"]!["restore"]?["message"]),
            "it says what the pod waits for");
        var since = october.Time.GetUtcNow();
        Assert.Equal(0, await RunningAsync(october, "redis"));
        var atOnce = 0;
        await october.UntilAsync(
            async () =>
            {
                var redis = await RunningAsync(october, "redis");
                atOnce = Math.Max(atOnce, await RunningAsync(october, "restore") + redis);
                return redis > 0;
            },
            "redis runs again");
        Assert.Equal(1, atOnce);
        var app = await october.PhaseAsync("Ready");
        // The deadline of the app, not the hour of the Job.
        Assert.InRange(october.Time.GetUtcNow() - since, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
        Assert.Equal("Failed", (string?)app["status"]!["restore"]!["outcome"]);
        var message = Assert.Single(await october.EventsAsync("RestoreFailed"));
        Assert.True(message.Contains("the data is unchanged: ", StringComparison.Ordinal), message);
        Assert.True(Says(message), message);
        Assert.Equal("DeadlineExceeded", (string?)(await JobAsync(october))!["status"]!["conditions"]!.AsArray().Last()!["reason"]);
        await october.QuietAsync();
        Assert.Single((await october.Cluster.ListAsync(Jobs, "default", "october.dev/component=restore")).Items);

        static bool Says(JsonNode? text) => ((string?)text)?.Contains("ImagePullBackOff: ", StringComparison.Ordinal) == true;
    }

    [Fact]
    public async Task A_restore_whose_Job_creates_no_pod_puts_the_app_back_into_service()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.Cluster.CreateAsync(new ResourceType("", "v1", "resourcequotas"), (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"none","namespace":"default"},"spec":{"hard":{"pods":"0"}}}
            """)!);
        await AskAsync(october, "1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        Assert.Contains("has created no pod", Assert.Single(await october.EventsAsync("RestoreFailed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_whose_Job_is_suspended_puts_the_app_back_into_service_and_its_Job_makes_no_pod_any_more()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools with { PullFailure = "manifest unknown" }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
        await october.UntilAsync(async () => await JobAsync(october) is not null, "the Job is there");
        var job = (string)(await JobAsync(october))!["metadata"]!["name"]!;
        await SuspendAsync(true);
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        var message = Assert.Single(await october.EventsAsync("RestoreFailed"));
        Assert.Contains($"it is suspended, resume or delete Job {job}", message, StringComparison.Ordinal);
        // It was not suspended from the beginning.
        Assert.Contains("it is not known whether the data was replaced", message, StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
        await SuspendAsync(false);
        await october.QuietAsync();
        Assert.Equal(0, await RunningAsync(october, "restore"));
        Assert.Equal("DeadlineExceeded", (string?)(await JobAsync(october))!["status"]!["conditions"]!.AsArray().Last()!["reason"]);

        Task SuspendAsync(bool suspend) =>
            october.Cluster.PatchAsync(Jobs, "default", job, new JsonObject { ["spec"] = new JsonObject { ["suspend"] = suspend } });
    }

    /// <summary>As by a queue for Jobs, in admission.</summary>
    [Fact]
    public async Task A_restore_whose_Job_is_suspended_from_the_beginning_has_changed_no_data()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools with { PullFailure = "manifest unknown" }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
        await october.UntilAsync(async () => await JobAsync(october) is not null, "the Job is there");
        await october.StopOperatorAsync();
        var job = (await JobAsync(october))!;
        var name = (string)job["metadata"]!["name"]!;
        await october.Cluster.DeleteAsync(Jobs, "default", name, new JsonObject { ["propagationPolicy"] = "Foreground" });
        await october.UntilAsync(async () => await JobAsync(october) is null, "it is gone");
        var suspended = RestoreUpgradeTests.Renamed((JsonObject)job.DeepClone(), name);
        suspended["spec"]!["suspend"] = true;
        await october.Cluster.CreateAsync(Jobs, suspended);
        october.StartOperator();
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        Assert.Contains("the data is unchanged: ", Assert.Single(await october.EventsAsync("RestoreFailed")), StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_restore_whose_backups_are_switched_off_meanwhile_puts_the_app_back_into_service()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", Tools));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await AskAsync(october, "1");
        await october.PhaseAsync("Restoring");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"backup":null,"restore":null}""")!);
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        await october.PhaseAsync("Ready");
    }

    private static Task AskAsync(SimulatedOctober october, string request, string more = "{}")
    {
        var spec = (JsonObject)JsonNode.Parse(more)!;
        spec["restore"] = new JsonObject { ["backupName"] = "latest", ["requestId"] = request };
        return october.ApplyAsync(spec);
    }

    private static async Task<JsonObject?> JobAsync(SimulatedOctober october) =>
        (await october.Cluster.ListAsync(new ResourceType("batch", "v1", "jobs"), "default", "october.dev/component=restore")).Items.SingleOrDefault();

    private static async Task<int> RunningAsync(SimulatedOctober october, string component) =>
        (await october.Cluster.ListAsync(new ResourceType("", "v1", "pods"), "default", $"october.dev/component={component}")).Items
            .Count(pod => (string?)pod["status"]?["phase"] is not ("Succeeded" or "Failed"));

    private static async Task<string?> ReplicasAsync(SimulatedOctober october, string component) =>
        (await october.GetAsync("apps", "deployments", $"shop-{component}"))!["status"]?["readyReplicas"]?.ToJsonString();

    private static string? Condition(JsonObject app, string type) => app["status"]!["conditions"]!.AsArray()
        .Where(condition => (string?)condition!["type"] == type).Select(condition => $"{condition!["status"]}/{condition["reason"]}").SingleOrDefault();
}
