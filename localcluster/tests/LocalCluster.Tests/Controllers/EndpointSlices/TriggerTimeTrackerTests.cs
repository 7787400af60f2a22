using System.Text.Json.Nodes;

namespace October.LocalCluster.Controllers.EndpointSlices;

public sealed class TriggerTimeTrackerTests
{
    [Fact]
    public void A_service_seen_for_the_first_time_is_as_old_as_it_is() =>
        Assert.Equal("2026-01-01T00:00:00Z", TriggerTimeTracker.After(null, Service(), [Pod("a", "2026-01-01T00:00:09Z")]).Trigger);

    [Fact]
    public void Of_several_changes_the_earliest_counts()
    {
        var (before, _) = TriggerTimeTracker.After(null, Service(), []);
        Assert.Equal(
            "2026-01-01T00:00:03Z", TriggerTimeTracker.After(before, Service(), [Pod("a", "2026-01-01T00:00:09Z"), Pod("b", "2026-01-01T00:00:03Z")]).Trigger);
    }

    [Fact]
    public void A_pod_that_is_gone_has_no_time()
    {
        var (before, _) = TriggerTimeTracker.After(null, Service(), [Pod("a", "2026-01-01T00:00:09Z")]);
        Assert.Null(TriggerTimeTracker.After(before, Service(), []).Trigger);
    }

    [Fact]
    public void What_a_slice_does_not_tell_is_not_looked_at()
    {
        var (before, _) = TriggerTimeTracker.After(null, Service(), [Pod("a", null)]);
        Assert.Null(TriggerTimeTracker.After(before, Service(), [Pod("a", "2026-01-01T00:00:05Z")]).Trigger);
    }

    [Fact]
    public void A_pod_that_was_unready_before_it_had_an_address_counts_when_it_has_one()
    {
        var (before, _) = TriggerTimeTracker.After(null, Service(), []);
        var (between, nothing) = TriggerTimeTracker.After(before, Service(), [Pod("a", "2026-01-01T00:00:05Z", ip: null)]);

        Assert.Null(nothing);
        Assert.Equal("2026-01-01T00:00:05Z", TriggerTimeTracker.After(between, Service(), [Pod("a", "2026-01-01T00:00:05Z")]).Trigger);
    }

    private static JsonObject Service() =>
        (JsonObject)JsonNode.Parse("""{"metadata":{"name":"web","uid":"s","resourceVersion":"1","creationTimestamp":"2026-01-01T00:00:00Z"}}""")!;

    /// <param name="name">Its name, and its uid.</param>
    /// <param name="since">Since when it is not ready.</param>
    /// <param name="ip">Its address, once it has one.</param>
    private static JsonObject Pod(string name, string? since, string? ip = "127.64.0.2")
    {
        var pod = (JsonObject)JsonNode.Parse($$"""{"metadata":{"name":"{{name}}","uid":"{{name}}"},"status":{"phase":"Pending"} }""")!;
        pod["status"]!["podIP"] = ip;
        if (since is not null)
            pod["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "False", ["lastTransitionTime"] = since });
        return pod;
    }
}
