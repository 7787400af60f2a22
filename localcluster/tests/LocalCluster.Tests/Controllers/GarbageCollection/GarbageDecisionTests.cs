using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.GarbageCollection;

public sealed class GarbageDecisionTests
{
    private readonly Resource _item = new(ResourceTypes.Pods, Objects.Pod("a"));

    [Fact]
    public void An_object_whose_only_owner_is_gone_is_deleted() =>
        Assert.Equal("Background", Assert.IsType<Write.Delete>(Single(new() { ["rs-1"] = null })).Propagation);

    [Fact]
    public void An_object_with_a_living_owner_stays() =>
        Assert.Empty(GarbageDecision.Decide(_item, new Dictionary<string, JsonObject?> { ["rs-1"] = Owner("") }, []).Writes);

    [Fact]
    public void Of_two_owners_the_missing_one_is_only_forgotten()
    {
        _item.Object["metadata"]!["ownerReferences"]!
            .AsArray()
            .Add(
                new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = "c", ["uid"] = "c-1" });
        var patch = Assert.IsType<Write.Patch>(Single(new() { ["rs-1"] = Owner(""), ["c-1"] = null }));
        Assert.Equal("rs-1", Assert.Single(patch.Body.ArrayAt("metadata", "ownerReferences")!).StringAt("uid"));
    }

    [Fact]
    public void A_dependent_of_an_owner_in_foreground_deletion_goes_in_the_foreground_when_it_has_dependents_itself()
    {
        var owners = new Dictionary<string, JsonObject?> { ["rs-1"] = Owner("foregroundDeletion") };
        Assert.Equal("Background", Assert.IsType<Write.Delete>(Assert.Single(GarbageDecision.Decide(_item, owners, []).Writes)).Propagation);
        var dependent = new Resource(ResourceTypes.ConfigMaps, Objects.Pod("dependent"));
        Assert.Equal("Foreground", Assert.IsType<Write.Delete>(Assert.Single(GarbageDecision.Decide(_item, owners, [dependent]).Writes)).Propagation);
    }

    [Fact]
    public void An_owner_in_foreground_deletion_waits_for_blocking_dependents_only()
    {
        var owner = new Resource(ResourceTypes.ReplicaSets, Owner("foregroundDeletion"));
        var dependent = Objects.Pod("a");
        Assert.NotEmpty(GarbageDecision.Decide(owner, new Dictionary<string, JsonObject?>(), [new Resource(ResourceTypes.Pods, dependent)]).Writes);
        dependent["metadata"]!["ownerReferences"]![0]!["blockOwnerDeletion"] = true;
        Assert.Empty(GarbageDecision.Decide(owner, new Dictionary<string, JsonObject?>(), [new Resource(ResourceTypes.Pods, dependent)]).Writes);
    }

    [Fact]
    public void Orphaning_removes_the_owner_from_dependents_before_the_owner_goes()
    {
        var owner = new Resource(ResourceTypes.ReplicaSets, Owner("orphan"));
        var writes = GarbageDecision.Decide(owner, new Dictionary<string, JsonObject?>(), [_item]).Writes.Cast<Write.Patch>().ToList();
        Assert.Equal(["a", "web-1"], writes.Select(w => w.Target.Name()));
        Assert.True(writes[0].Body["metadata"]!.AsObject().ContainsKey("ownerReferences"));
    }

    private Write Single(Dictionary<string, JsonObject?> owners) => Assert.Single(GarbageDecision.Decide(_item, owners, []).Writes);

    private static JsonObject Owner(string finalizer) => Objects.Parse($"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: web-1
          namespace: default
          uid: rs-1
          {(finalizer.Length == 0 ? "" : $"deletionTimestamp: 2026-01-01T12:00:00Z\n  finalizers: [{finalizer}]")}
        """);
}
