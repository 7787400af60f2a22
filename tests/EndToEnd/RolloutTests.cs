using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd;

[Collection(nameof(ReleaseGroup))]
public sealed class RolloutTests(LocalOctober october)
{
    [Fact]
    public async Task A_healthy_release_becomes_the_last_good_revision()
    {
        await october.ResetAsync();
        var before = await october.GetAsync("oapp", "october");
        await using var poller = new Poller(october.Ingress);
        await october.PatchAsync("""{"spec":{"api":{"image":"october-api:v2"},"worker":{"image":"october-worker:v2"}}}""");
        var app = await october.SettledAsync("Ready");
        Assert.Equal("october-api:v2", (string)app!["status"]!["components"]!["api"]!["image"]!);
        Assert.NotEqual((string)before!["status"]!["revisions"]!["lastGood"]!, (string)app["status"]!["revisions"]!["lastGood"]!);
        Assert.NotNull(await october.GetAsync("controllerrevision", (string)app["status"]!["revisions"]!["lastGood"]!));
        Assert.Equal("True", Condition(app, "SmokeTestsPassed", "status"));
        Assert.Empty(await poller.StopAsync());
    }

    [Theory]
    [InlineData("api", "october-api:bad-ready", "ProgressDeadlineExceeded")]
    [InlineData("api", "october-api:crash", "CrashLoop")]
    [InlineData("api", "october-api:no-such-tag", "ImagePullFailed")]
    [InlineData("api", "october-api:bad-smoke", "SmokeProbeFailed")]
    [InlineData("worker", "october-worker:bad-result", "SmokeProbeFailed")]
    [InlineData("worker", "october-worker:crash", "CrashLoop")]
    public async Task A_broken_release_is_rolled_back_with_the_reason(string component, string image, string reason)
    {
        await october.ResetAsync();
        var before = await october.GetAsync("oapp", "october");
        await using var poller = new Poller(october.Ingress);
        var patch = new JsonObject
        {
            ["spec"] = new JsonObject { [component] = new JsonObject { ["image"] = image }, ["config"] = new JsonObject { ["COLOUR"] = image[^3..] } },
        };
        // Only what never becomes ready is found by its deadline; the others must not depend on it.
        if (reason == "ProgressDeadlineExceeded")
            patch["spec"]!["rollout"] = new JsonObject { ["progressDeadline"] = "30s" };
        await october.PatchAsync(patch.ToJsonString());
        var app = await october.SettledAsync("RolledBack");

        Assert.Equal(image, (string)app!["spec"]![component]!["image"]!);
        Assert.Equal($"october-{component}:v1", (string)app["status"]!["components"]![component]!["image"]!);
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

        await AssertOneWarningAsync(app);
        Assert.Empty(await poller.StopAsync());

        await AssertOneAttemptAsync(app);
        await october.PatchAsync(
            """{"spec":{"api":{"image":"october-api:v1"},"worker":{"image":"october-worker:v1"},"config":{"COLOUR":null},"rollout":null}}""");
        var recovered = await october.SettledAsync("Ready");
        Assert.Null(recovered!["status"]!["failed"]);
        Assert.Null(Condition(recovered, "Stalled", "status"));
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

    private async Task AssertOneWarningAsync(JsonNode app)
    {
        // The prefix includes the name of the pod: an earlier attempt of the same revision had another one.
        var message = (string)app["status"]!["failed"]!["message"]!;
        var uid = (string)app["metadata"]!["uid"]!;
        var events = await october.GetAsync("events", "--field-selector", $"involvedObject.uid={uid},type=Warning");
        var warnings = events!["items"]!
            .AsArray()
            .Where(item => ((string)item!["message"]!).StartsWith(message[..Math.Min(400, message.Length)], StringComparison.Ordinal))
            .ToList();
        Assert.True(
            warnings.Count == 1,
            string.Join('\n', warnings.Select(item => $"{item!["metadata"]!["creationTimestamp"]} {item["reason"]} {item["message"]}")));
    }

    private static string? Condition(JsonNode app, string type, string field) =>
        (string?)app["status"]!["conditions"]!.AsArray().FirstOrDefault(condition => (string)condition!["type"]! == type)?[field];
}
