using System.Text.Json.Nodes;

namespace October.Cli.Up;

public sealed class AppProgressTests
{
    [Fact]
    public void An_app_that_nobody_has_looked_at_is_pending() =>
        Assert.Equal("Pending", AppProgress.Of(JsonNode.Parse("""{"metadata":{"generation":1}}""")).Phase);

    [Fact]
    public void Ready_counts_only_for_the_current_generation()
    {
        Assert.True(App(observed: 2).IsReady);
        Assert.False(App(observed: 1).IsReady);
    }

    private static AppProgress App(int observed) => AppProgress.Of(JsonNode.Parse(
        $$$"""{"metadata":{"generation":2},"status":{"observedGeneration":{{{observed}}},"conditions":[{"type":"Ready","status":"True"}]}}"""));
}
