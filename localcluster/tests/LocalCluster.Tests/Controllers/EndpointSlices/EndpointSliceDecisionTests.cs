using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.EndpointSlices;

public sealed class EndpointSliceDecisionTests
{
    private static readonly JsonObject Service = Objects.Parse("""
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: default
          uid: s-1
        spec:
          selector:
            app: web
          ports:
          - port: 80
            targetPort: http
        """);

    [Fact]
    public void Named_ports_are_resolved_and_unready_pods_are_listed_as_such()
    {
        var slice = Created([Objects.Pod("a"), Objects.Pod("b", ready: false)]);
        Assert.Equal(8000, slice.ArrayAt("ports")![0].LongAt("port"));
        Assert.Equal([true, false], slice.ArrayAt("endpoints").Objects().Select(e => e.BoolAt("conditions", "ready")!.Value));
    }

    [Fact]
    public void A_terminating_pod_still_serves_but_is_not_ready()
    {
        var endpoint = Created([Objects.Pod("a", more: "deletionTimestamp: 2026-01-01T12:00:00Z")]).ArrayAt("endpoints")![0];
        Assert.Equal((false, true, true), (
            endpoint.BoolAt("conditions", "ready"), endpoint.BoolAt("conditions", "serving"), endpoint.BoolAt("conditions", "terminating")));
    }

    [Fact]
    public void An_unchanged_service_causes_no_write_and_finished_pods_do_not_count()
    {
        var slice = Created([Objects.Pod("a")]);
        slice["metadata"]!["name"] = "web-x";
        Assert.Empty(EndpointSliceDecision.Decide(Service, [Objects.Pod("a"), Objects.Pod("done", phase: "Succeeded")], [slice], null).Writes);
    }

    [Fact]
    public void The_last_pod_leaves_an_empty_slice_behind()
    {
        var slice = Created([Objects.Pod("a")]);
        slice["metadata"]!["name"] = "web-x";
        var patch = Assert.IsType<Write.Patch>(Assert.Single(EndpointSliceDecision.Decide(Service, [], [slice], null).Writes));
        Assert.True(patch.Body.ContainsKey("endpoints") && patch.Body["endpoints"] is null);
    }

    [Fact]
    public void A_slice_says_when_the_change_happened_that_it_follows_and_no_longer_when_that_is_not_known()
    {
        const string Annotation = "endpoints.kubernetes.io/last-change-trigger-time";
        var slice = Created([Objects.Pod("a")], "2026-01-01T12:00:00Z");
        slice["metadata"]!["name"] = "web-x";
        Assert.Equal("2026-01-01T12:00:00Z", slice.Annotations()?[Annotation].AsString());

        var patch = Assert.IsType<Write.Patch>(Assert.Single(EndpointSliceDecision.Decide(Service, [], [slice], null).Writes));
        Assert.True(patch.Body.ObjectAt("metadata", "annotations")!.ContainsKey(Annotation));
        Assert.Null(patch.Body.ObjectAt("metadata", "annotations")![Annotation]);
    }

    private static JsonObject Created(IReadOnlyList<JsonObject> pods, string? trigger = null) =>
        Assert.IsType<Write.Create>(Assert.Single(EndpointSliceDecision.Decide(Service, pods, [], trigger).Writes)).Body;
}
