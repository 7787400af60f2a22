using System.Text.Json.Nodes;

namespace October.Cli.Up;

public sealed class PodProgressTests
{
    [Theory]
    [InlineData("""{"conditions":[{"type":"PodScheduled","status":"False","message":"Too many pods"}]}""", "a waits for a node: Too many pods")]
    [InlineData("""{"containerStatuses":[{"state":{"waiting":{"reason":"ContainerCreating"}}}]}""", "a is being created")]
    [InlineData("""{}""", "a is being created")]
    [InlineData(
        """{"containerStatuses":[{"state":{"waiting":{"reason":"ImagePullBackOff","message":"no such tag"}}}]}""", "a cannot pull its image: no such tag")]
    [InlineData("""{"containerStatuses":[{"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}""", "a has ended and is started again after a pause")]
    [InlineData(
        """{"containerStatuses":[{"state":{"waiting":{"reason":"CreateContainerConfigError","message":"no Secret x"}}}]}""",
        "a waits: CreateContainerConfigError no Secret x")]
    [InlineData("""{"containerStatuses":[{"state":{"running":{}}}]}""", "a has been started and does not answer yet")]
    [InlineData("""{"containerStatuses":[{"state":{"terminated":{"exitCode":3}}}]}""", "a has ended with code 3")]
    public void The_first_pod_that_is_not_ready_is_what_is_waited_for(string status, string expected) =>
        Assert.StartsWith(expected, PodProgress.Of([Pod("a", status)]), StringComparison.Ordinal);

    [Fact]
    public void Pods_that_are_ready_or_about_to_go_are_not_waited_for_and_the_others_are_counted()
    {
        const string Ready = """{"conditions":[{"type":"Ready","status":"True"}]}""";
        var ending = Pod("z", "{}");
        ending["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";

        Assert.Null(PodProgress.Of([Pod("a", Ready), ending, Pod("y", """{"phase":"Succeeded"}""")]));
        Assert.Null(PodProgress.Of(null));
        Assert.Equal("b is being created, and 1 more", PodProgress.Of([Pod("a", Ready), Pod("b", "{}"), Pod("c", "{}")]));
    }

    private static JsonObject Pod(string name, string status) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["status"] = JsonNode.Parse(status),
    };
}
