using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;

namespace October.Operator.Controller.Backups;

public sealed class FailedRestoreTests
{
    [Fact]
    public async Task A_restore_that_fails_is_reported_and_the_app_runs_again_on_what_it_had()
    {
        await using var october = await Restores.StartAsync(Restores.Tools with { ExitCode = 1 });
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count > 0, "it is reported");
        Assert.Contains("the data is unchanged", Assert.Single(await october.EventsAsync("RestoreFailed")), StringComparison.Ordinal);
        var app = await october.PhaseAsync("Ready");
        Assert.Equal("Failed", (string?)app["status"]!["restore"]!["outcome"]);
    }

    [Fact]
    public async Task A_restore_whose_Job_is_refused_puts_the_app_back_into_service_and_says_why()
    {
        await using var october = await Restores.StartAsync(Restores.Tools);
        october.Requests.Refused = "/jobs";
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        var message = Assert.Single(await october.EventsAsync("RestoreFailed"));
        Assert.Contains("the data is unchanged: its Job was not created: an admission webhook says no", message, StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_restore_whose_pod_cannot_start_says_what_it_waits_for_and_puts_the_app_back_into_service_with_its_data()
    {
        await using var october = await Restores.StartAsync(Restores.Tools with { PullFailure = "manifest unknown" });
        await october.RestoreAsync("1");
        await october.UntilAsync(
            async () => Says((await october.AppAsync())!["status"]!["message"]) && Says((await october.AppAsync())!["status"]!["restore"]?["message"]),
            "it says what the pod waits for");
        var since = october.Time.GetUtcNow();
        Assert.Equal(0, await october.RunningAsync("redis"));
        var atOnce = 0;
        await october.UntilAsync(
            async () =>
            {
                var redis = await october.RunningAsync("redis");
                atOnce = Math.Max(atOnce, await october.RunningAsync("restore") + redis);
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
        Assert.Equal("DeadlineExceeded", (string?)(await october.RestoreJobAsync())!["status"]!["conditions"]!.AsArray().Last()!["reason"]);
        await october.QuietAsync();
        Assert.Single((await october.Cluster.ListAsync(Restores.Jobs, "default", "october.dev/component=restore")).Items);

        static bool Says(JsonNode? text) => ((string?)text)?.Contains("ImagePullBackOff: ", StringComparison.Ordinal) == true;
    }

    [Fact]
    public async Task A_restore_whose_Job_creates_no_pod_puts_the_app_back_into_service()
    {
        await using var october = await Restores.StartAsync(Restores.Tools);
        await october.Cluster.CreateAsync(new ResourceType("", "v1", "resourcequotas"), (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"none","namespace":"default"},"spec":{"hard":{"pods":"0"}}}
            """)!);
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        Assert.Contains("has created no pod", Assert.Single(await october.EventsAsync("RestoreFailed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_whose_Job_is_suspended_puts_the_app_back_into_service_and_its_Job_makes_no_pod_any_more()
    {
        await using var october = await Restores.StartAsync(Restores.Tools with { PullFailure = "manifest unknown" });
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => await october.RestoreJobAsync() is not null, "the Job is there");
        var job = (string)(await october.RestoreJobAsync())!["metadata"]!["name"]!;
        await SuspendAsync(true);
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        var message = Assert.Single(await october.EventsAsync("RestoreFailed"));
        Assert.Contains($"it is suspended, resume or delete Job {job}", message, StringComparison.Ordinal);
        // It was not suspended from the beginning.
        Assert.Contains("it is not known whether the data was replaced", message, StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
        await SuspendAsync(false);
        await october.QuietAsync();
        Assert.Equal(0, await october.RunningAsync("restore"));
        Assert.Equal("DeadlineExceeded", (string?)(await october.RestoreJobAsync())!["status"]!["conditions"]!.AsArray().Last()!["reason"]);

        Task SuspendAsync(bool suspend) =>
            october.Cluster.PatchAsync(Restores.Jobs, "default", job, new JsonObject { ["spec"] = new JsonObject { ["suspend"] = suspend } });
    }

    /// <summary>As by a queue for Jobs, in admission.</summary>
    [Fact]
    public async Task A_restore_whose_Job_is_suspended_from_the_beginning_has_changed_no_data()
    {
        await using var october = await Restores.StartAsync(Restores.Tools with { PullFailure = "manifest unknown" });
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => await october.RestoreJobAsync() is not null, "the Job is there");
        await october.StopOperatorAsync();
        var job = (await october.RestoreJobAsync())!;
        var name = (string)job["metadata"]!["name"]!;
        await october.Cluster.DeleteAsync(Restores.Jobs, "default", name, new JsonObject { ["propagationPolicy"] = "Foreground" });
        await october.UntilAsync(async () => await october.RestoreJobAsync() is null, "it is gone");
        var suspended = RestoreUpgradeTests.Renamed((JsonObject)job.DeepClone(), name);
        suspended["spec"]!["suspend"] = true;
        await october.Cluster.CreateAsync(Restores.Jobs, suspended);
        october.StartOperator();
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        Assert.Contains("the data is unchanged: ", Assert.Single(await october.EventsAsync("RestoreFailed")), StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_restore_whose_backups_are_switched_off_meanwhile_puts_the_app_back_into_service()
    {
        await using var october = await Restores.StartAsync(Restores.Tools);
        await october.RestoreAsync("1");
        await october.PhaseAsync("Restoring");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"backup":null,"restore":null}""")!);
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreFailed")).Count == 1, "it has failed");
        await october.PhaseAsync("Ready");
    }
}
