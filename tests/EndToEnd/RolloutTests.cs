using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

[Collection(nameof(ReleaseGroup))]
public sealed class RolloutTests(OctoberCluster october)
{
    [Fact]
    public async Task A_healthy_release_becomes_the_last_good_revision()
    {
        await october.ResetAsync();
        var before = await october.GetAsync("oapp", "october");
        await using var poller = new Poller(october.Ingress);
        await october.PatchAsync(october.Images("v2"));
        var app = await october.SettledAsync("Ready");
        Assert.Equal(october.Target.Image("api", "v2"), (string)app!["status"]!["components"]!["api"]!["image"]!);
        Assert.NotEqual((string)before!["status"]!["revisions"]!["lastGood"]!, (string)app["status"]!["revisions"]!["lastGood"]!);
        Assert.NotNull(await october.GetAsync("controllerrevision", (string)app["status"]!["revisions"]!["lastGood"]!));
        Assert.Equal("True", Condition(app, "SmokeTestsPassed", "status"));
        await AssertNoRequestFailedAsync(poller);
    }

    [Theory]
    [InlineData("api", "bad-ready", "ProgressDeadlineExceeded")]
    [InlineData("api", "crash", "CrashLoop")]
    [InlineData("api", "no-such-tag", "ImagePullFailed")]
    [InlineData("api", "bad-smoke", "SmokeProbeFailed")]
    [InlineData("worker", "bad-result", "SmokeProbeFailed")]
    [InlineData("worker", "crash", "CrashLoop")]
    public async Task A_broken_release_is_rolled_back_with_the_reason(string component, string fault, string reason)
    {
        await october.ResetAsync();
        var before = await october.GetAsync("oapp", "october");
        var earlier = (await WarningsAsync(before!)).Select(Name).ToHashSet();
        await using var poller = new Poller(october.Ingress);
        var broken = JsonNode.Parse(october.Target.Broken(component, fault))!;
        var patch = new JsonObject
        {
            ["spec"] = new JsonObject { [component] = broken, ["config"] = new JsonObject { ["COLOUR"] = fault } },
        };
        // Only what never becomes ready is found by its deadline; the others must not depend on it.
        if (reason == "ProgressDeadlineExceeded")
            patch["spec"]!["rollout"] = new JsonObject { ["progressDeadline"] = "30s" };
        await october.PatchAsync(patch.ToJsonString());
        var app = await october.SettledAsync("RolledBack");

        Assert.Equal((string?)broken["image"] ?? october.Target.Image(component, "v1"), (string)app!["spec"]![component]!["image"]!);
        Assert.Equal(october.Target.Image(component, "v1"), (string)app["status"]!["components"]![component]!["image"]!);
        Assert.Equal((string)before!["status"]!["revisions"]!["lastGood"]!, (string)app["status"]!["revisions"]!["lastGood"]!);
        Assert.Equal(reason, (string)app["status"]!["failed"]!["reason"]!);
        Assert.Equal("False", Condition(app, "Ready", "status"));
        Assert.Equal("RolledBack", Condition(app, "Ready", "reason"));
        Assert.Equal("True", Condition(app, "Stalled", "status"));
        Assert.Equal("True", Condition(app, "Available", "status"));
        if (reason == "SmokeProbeFailed")
        {
            var message = (string)app["status"]!["failed"]!["message"]!;
            Assert.Contains("expected", message, StringComparison.Ordinal);
            Assert.Contains("got", message, StringComparison.Ordinal);
        }

        var deployment = await october.GetAsync("deployment", $"october-{component}");
        var config = (string)deployment!["spec"]!["template"]!["spec"]!["containers"]![0]!["envFrom"]![0]!["configMapRef"]!["name"]!;
        Assert.DoesNotContain("COLOUR", (await october.GetAsync("cm", config))!.ToJsonString(), StringComparison.Ordinal);

        await AssertOneWarningAsync(app, earlier);
        await AssertNoRequestFailedAsync(poller);

        await AssertOneAttemptAsync(app);
        await october.PatchAsync(october.Good());
        var recovered = await october.SettledAsync("Ready");
        Assert.Null(recovered!["status"]!["failed"]);
        Assert.Null(Condition(recovered, "Stalled", "status"));
    }

    /// <summary>Where a request could only have failed because of the app.</summary>
    private async Task AssertNoRequestFailedAsync(Poller poller)
    {
        var failures = await poller.StopAsync();
        if (october.Target.IsAlwaysReachable)
            Assert.Empty(failures);
    }

    /// <summary>The same spec, reconciled repeatedly, is one attempt.</summary>
    private async Task AssertOneAttemptAsync(JsonNode app)
    {
        for (var i = 0; i < 3; i++)
            await october.OutputAsync("annotate", "oapp", "october", "-n", "october", "--overwrite", $"note={i}");
        var later = await october.SettledAsync("RolledBack");
        Assert.Equal((string)app["status"]!["failed"]!["at"]!, (string)later!["status"]!["failed"]!["at"]!);
        Assert.Equal(app["status"]!["history"]!.AsArray().Count, later["status"]!["history"]!.AsArray().Count);
    }

    /// <param name="app">The app after the attempt.</param>
    /// <param name="earlier">Names of the events of earlier attempts.</param>
    private async Task AssertOneWarningAsync(JsonNode app, HashSet<string> earlier)
    {
        var message = (string)app["status"]!["failed"]!["message"]!;
        var warnings = (await WarningsAsync(app))
            .Where(item => !earlier.Contains(Name(item)))
            .Where(item => ((string)item!["message"]!).StartsWith(message[..Math.Min(400, message.Length)], StringComparison.Ordinal))
            .ToList();
        Assert.True(
            warnings.Count == 1,
            string.Join('\n', warnings.Select(item => $"{item!["metadata"]!["creationTimestamp"]} {item["reason"]} {item["message"]}")));
    }

    private async Task<JsonArray> WarningsAsync(JsonNode app) =>
        (await october.GetAsync("events", "--field-selector", $"involvedObject.uid={app["metadata"]!["uid"]},type=Warning"))!["items"]!.AsArray();

    private static string Name(JsonNode? item) => (string)item!["metadata"]!["name"]!;

    private static string? Condition(JsonNode app, string type, string field) =>
        (string?)app["status"]!["conditions"]!.AsArray().FirstOrDefault(condition => (string)condition!["type"]! == type)?[field];
}
