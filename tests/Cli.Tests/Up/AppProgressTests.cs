using System.Text.Json.Nodes;

namespace October.Cli.Up;

public sealed class AppProgressTests
{
    [Fact]
    public void An_app_without_a_status_is_Pending() =>
        Assert.Equal("Pending", AppProgress.Of(JsonNode.Parse("""{"metadata":{"generation":1}}""")).Phase);

    [Fact]
    public void Ready_requires_the_current_generation_to_be_observed()
    {
        Assert.True(App(observed: 2).IsReady);
        Assert.False(App(observed: 1).IsReady);
    }

    [Fact]
    public void A_failure_comes_with_what_the_pods_said()
    {
        var app = AppProgress.Of(JsonNode.Parse(
            """{"status":{"phase":"Failed","message":"pod a: CrashLoopBackOff","failed":{"evidence":"log of redis in pod a: cannot bind"}}}"""));
        Assert.Equal("ns/shop is Failed: pod a: CrashLoopBackOff; log of redis in pod a: cannot bind", app.Failure("ns", "shop"));
        Assert.Equal("ns/shop is Failed: pod a: CrashLoopBackOff", (app with { Evidence = null }).Failure("ns", "shop"));
    }

    private static AppProgress App(int observed) => AppProgress.Of(JsonNode.Parse(
        $$$"""{"metadata":{"generation":2},"status":{"observedGeneration":{{{observed}}},"conditions":[{"type":"Ready","status":"True"}]}}"""));
}
