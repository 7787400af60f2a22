using System.Text.Json.Nodes;
using October.Crd;

namespace October.Cli.Up;

public sealed class AppProgressTests
{
    [Fact]
    public void An_app_without_a_status_is_Pending() =>
        Assert.Equal("Pending", Progress("""{"metadata":{"generation":1}}""").Phase);

    [Fact]
    public void Ready_requires_the_current_generation_to_be_observed()
    {
        Assert.True(App(observed: 2).IsReady);
        Assert.False(App(observed: 1).IsReady);
    }

    [Fact]
    public void A_failure_comes_with_what_the_pods_said()
    {
        var app = Progress(
            """{"status":{"phase":"Failed","message":"pod a: CrashLoopBackOff","failed":{"evidence":"log of redis in pod a: cannot bind"}}}""");
        Assert.Equal("ns/shop is Failed: pod a: CrashLoopBackOff; log of redis in pod a: cannot bind", app.Failure("ns", "shop"));
        Assert.Equal("ns/shop is Failed: pod a: CrashLoopBackOff", (app with { Evidence = null }).Failure("ns", "shop"));
    }

    private static AppProgress App(int observed) => Progress(
        $$$"""{"metadata":{"generation":2},"status":{"observedGeneration":{{{observed}}},"conditions":[{"type":"Ready","status":"True"}]}}""");

    private static AppProgress Progress(string app) => AppProgress.Of(OctoberJson.Read<V1OctoberApp>(JsonNode.Parse(app)!));
}
