using System.Text.Json.Nodes;
using October.LocalCluster.Controllers.EndpointSlices;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Tests.Controllers.EndpointSlices;

public sealed class TriggerTimesTests
{
    [Fact]
    public void A_service_seen_for_the_first_time_is_as_old_as_it_is() =>
        Assert.Equal("2026-01-01T00:00:00Z", TriggerTimes.After(null, Service(), [Pod("a", "2026-01-01T00:00:09Z")]).Trigger);

    [Fact]
    public void Of_several_changes_the_earliest_counts()
    {
        var (before, _) = TriggerTimes.After(null, Service(), []);
        Assert.Equal("2026-01-01T00:00:03Z", TriggerTimes.After(before, Service(), [Pod("a", "2026-01-01T00:00:09Z"), Pod("b", "2026-01-01T00:00:03Z")]).Trigger);
    }

    [Fact]
    public void A_pod_that_is_gone_has_no_time()
    {
        var (before, _) = TriggerTimes.After(null, Service(), [Pod("a", "2026-01-01T00:00:09Z")]);
        Assert.Null(TriggerTimes.After(before, Service(), []).Trigger);
    }

    [Fact]
    public void What_a_slice_does_not_tell_is_not_looked_at()
    {
        var (before, _) = TriggerTimes.After(null, Service(), [Pod("a", null)]);
        var noticed = Pod("a", "2026-01-01T00:00:05Z");
        var (between, nothing) = TriggerTimes.After(before, Service(), [noticed]);
        var addressed = noticed.Clone();
        addressed["status"]!["podIP"] = "127.64.0.2";

        Assert.Null(nothing);
        Assert.Equal("2026-01-01T00:00:05Z", TriggerTimes.After(between, Service(), [addressed]).Trigger);
    }

    private static JsonObject Service() => (JsonObject)JsonNode.Parse("""{"metadata":{"name":"web","uid":"s","resourceVersion":"1","creationTimestamp":"2026-01-01T00:00:00Z"}}""")!;

    /// <param name="name">Its name, and its uid.</param>
    /// <param name="since">Since when it is not ready.</param>
    private static JsonObject Pod(string name, string? since)
    {
        var pod = (JsonObject)JsonNode.Parse($$"""{"metadata":{"name":"{{name}}","uid":"{{name}}"},"status":{"phase":"Pending"} }""")!;
        if (since is not null)
            pod["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "False", ["lastTransitionTime"] = since });
        return pod;
    }
}
