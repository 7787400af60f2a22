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

    private static AppProgress App(int observed) => AppProgress.Of(JsonNode.Parse(
        $$$"""{"metadata":{"generation":2},"status":{"observedGeneration":{{{observed}}},"conditions":[{"type":"Ready","status":"True"}]}}"""));
}
