using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

public sealed class RefusedChildrenTests
{
    [Theory]
    [InlineData("/cronjobs/", "CronJob shop-backup")]
    [InlineData("/poddisruptionbudgets", "PodDisruptionBudget shop-api")]
    [InlineData("/horizontalpodautoscalers", "HorizontalPodAutoscaler shop-api")]
    [InlineData("/ingresses/", "Ingress shop-api")]
    public async Task A_refused_live_child_keeps_no_release_from_being_ready(string refused, string child)
    {
        await using var october = await SimulatedOctober.StartAsync();
        october.Requests.Refused = refused;
        await october.ApplyAsync(
            (JsonObject)
                JsonNode.Parse(
                    """
                    {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"profile":"prod","backup":{"schedule":"17 3 * * *","image":"tools:v1"},
                    "autoscaling":{"api":{"minReplicas":2}}}
                    """)!);
        await october.PhaseAsync("Ready");
        await october.ApplyAsync("api:v2");
        var app = await october.PhaseAsync("Ready");
        var condition = app.Condition("ChildrenApplied");
        Assert.Equal(("False", "Denied"), ((string?)condition!["status"], (string?)condition["reason"]));
        Assert.Contains($"{child}: an admission webhook says no", (string?)condition["message"], StringComparison.Ordinal);

        october.Requests.Refused = null;
        await october.UntilAsync(async () => (await october.AppAsync())!.Condition("ChildrenApplied") is null, "it is applied at the next try");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_live_child_that_is_denied_with_the_code_of_a_busy_server_keeps_no_release_from_being_rolled_back(int code)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        (october.Requests.Refused, october.Requests.Denial) = ("/horizontalpodautoscalers", (code, ""));
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"autoscaling":{"api":{"maxReplicas":7}}}""")!);
        october.Probed.Sum = address => address.Port == 80 ? 6 : 5;
        await october.ApplyAsync("api:v2");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["rollout"]?["step"] == "Verify", "it is verified");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["rollout"]?["step"] != "Verify", "it fails");
        october.Probed.Sum = _ => 5;
        var app = await october.PhaseAsync("RolledBack");
        Assert.Contains("an admission webhook says no", (string?)app.Condition("ChildrenApplied")!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/deployments/shop-api-preview", "Deployment shop-api-preview")]
    [InlineData("/deployments/shop-worker-preview", "Deployment shop-worker-preview")]
    public async Task A_refused_child_of_a_revision_fails_its_attempt_which_is_retried_until_it_is_allowed(string refused, string child)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        october.Requests.Refused = refused;
        await october.ApplyAsync("api:v2");
        var app = await october.PhaseAsync("RolledBack");
        Assert.Contains($"{child} is refused: an admission webhook says no", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Equal("Denied", (string?)app["status"]!["failed"]!["reason"]);

        october.Requests.Refused = null;
        await october.PhaseAsync("Ready");
    }

    [Theory]
    [InlineData("/secrets")]
    [InlineData("/controllerrevisions")]
    [InlineData("/serviceaccounts")]
    [InlineData("/services")]
    public async Task A_denial_that_says_that_the_object_is_there_is_a_refusal_and_is_retried_with_pauses(string refused)
    {
        await using var october = await SimulatedOctober.StartAsync();
        (october.Requests.Refused, october.Requests.Denial) = (refused, (409, "AlreadyExists"));
        await october.ApplyAsync("api:v1");
        await october.UntilAsync(
            async () => (await october.AppAsync())!["status"]?.ToJsonString().Contains("an admission webhook says no", StringComparison.Ordinal) == true,
            "status says it");
        await october.PassAsync(TimeSpan.FromMinutes(1));
        var tries = october.Requests.Lines.Count(line => !line.StartsWith("GET", StringComparison.Ordinal) && line.Contains(refused, StringComparison.Ordinal));
        Assert.InRange(tries, 2, 500);
        Assert.False(await october.IsInAsync("Ready"));
        october.Requests.Refused = null;
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_backup_whose_Job_is_denied_as_if_it_were_there_is_not_taken_for_started()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(2) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"}}
            """)!);
        await october.PhaseAsync("Ready");
        (october.Requests.Refused, october.Requests.Denial) = ("/jobs", (409, "AlreadyExists"));
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(
            async () => ((string?)(await october.AppAsync())!.Condition("ChildrenApplied")?["message"])
                ?.Contains("an admission webhook says no", StringComparison.Ordinal) == true,
            "status says it");
    }

    [Fact]
    public async Task A_release_goes_on_soon_after_it_is_allowed_although_another_child_has_been_refused_for_long()
    {
        await using var october = await SimulatedOctober.StartAsync();
        october.Requests.Refused = "/cronjobs/";
        await october.ApplyAsync(
            (JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *"}}""")!);
        await october.PhaseAsync("Ready");
        await october.PassAsync(TimeSpan.FromMinutes(30));

        october.Requests.IsUnreachable = true;
        october.Requests.Refused = "/deployments/";
        await october.ApplyAsync("api:v2");
        await october.UntilAsync(
            async () => ((string?)(await october.AppAsync())!["status"]!["message"])!.Contains("failed calling webhook", StringComparison.Ordinal), "it waits");
        october.Requests.Refused = null;
        var allowed = october.Time.GetUtcNow();
        await october.PhaseAsync("Ready");

        Assert.InRange(october.Time.GetUtcNow() - allowed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_rollback_that_is_refused_ends_within_its_deadline_and_goes_on_by_itself_when_it_is_allowed()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        // Behind the Service the new revision does not add.
        october.Probed.Sum = address => address.Port == 80 ? 6 : 5;
        await october.ApplyAsync("api:v2");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["rollout"]?["step"] == "Verify", "it is verified");
        october.Requests.Refused = "/deployments/";
        var app = await october.PhaseAsync("Failed");
        var message = (string?)app["status"]!["message"];
        Assert.Contains("the rollback made no progress for 60 s", message, StringComparison.Ordinal);
        Assert.Contains("Deployment shop-worker is refused: an admission webhook says no", message, StringComparison.Ordinal);
        Assert.Contains("the rollback was started because: smoke probe 'add' failed", message, StringComparison.Ordinal);

        october.Probed.Sum = _ => 5;
        october.Requests.Refused = null;
        app = await october.PhaseAsync("RolledBack");
        Assert.Contains("smoke probe 'add' failed", (string?)app["status"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_workers_a_release_is_ready_and_says_what_was_not_probed()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1","replicas":0}}""")!);
        var app = await october.PhaseAsync("Ready");
        Assert.Contains("except smoke probes that were skipped: add (worker has 0 replicas)", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Contains("add (worker has 0 replicas)", (string?)app.Condition("SmokeTestsPassed")!["message"], StringComparison.Ordinal);
    }
}
