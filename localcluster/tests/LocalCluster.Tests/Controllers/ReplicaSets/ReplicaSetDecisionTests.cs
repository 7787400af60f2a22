using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.ReplicaSets;

public sealed class ReplicaSetDecisionTests
{
    [Fact]
    public void Missing_pods_are_made_from_the_template_and_announced()
    {
        var decision = ReplicaSetDecision.Decide(ReplicaKind.Sets, Set(2), [Objects.Pod("a")], Objects.Now);
        var pod = Assert.IsType<Write.Create>(decision.Writes[0]).Body;
        Assert.Equal("web-1-", pod.StringAt("metadata", "generateName"));
        Assert.Equal("rs-1", pod.ControllerOf().StringAt("uid"));
        Assert.Equal("SuccessfulCreate", Assert.IsType<Write.Emit>(decision.Writes[1]).Reason);
    }

    [Fact]
    public void Of_too_many_pods_the_unready_and_the_younger_go_first()
    {
        var young = Objects.Pod("young");
        young["metadata"]!["creationTimestamp"] = "2026-01-01T11:50:00Z";
        var decision = ReplicaSetDecision.Decide(ReplicaKind.Sets, Set(1), [Objects.Pod("old"), young, Objects.Pod("unready", ready: false)], Objects.Now);
        Assert.Equal(["unready", "young"], decision.Writes.OfType<Write.Delete>().Select(d => d.Target.Name()));
    }

    [Fact]
    public void A_matching_pod_without_owner_is_adopted_and_an_own_one_that_no_longer_matches_is_released()
    {
        var orphan = Objects.Pod("orphan");
        orphan["metadata"]!.AsObject().Remove("ownerReferences");
        var stranger = Objects.Pod("stranger");
        stranger["metadata"]!["labels"]!["app"] = "other";
        var decision = ReplicaSetDecision.Decide(ReplicaKind.Sets, Set(1), [orphan, stranger], Objects.Now);
        Assert.Equal(["orphan", "stranger"], decision.Writes.OfType<Write.Patch>().Select(p => p.Target.Name()));
        Assert.Equal("rs-1", decision.Writes.OfType<Write.Patch>().First().Body.ArrayAt("metadata", "ownerReferences")![0].StringAt("uid"));
        Assert.Null(decision.Writes.OfType<Write.Patch>().Last().Body["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public void A_pod_is_available_only_after_minReadySeconds_and_the_controller_comes_back_for_it()
    {
        var set = Set(1);
        set["spec"]!["minReadySeconds"] = 60;
        var ready = Objects.Pod("a");
        ready["status"]!["conditions"]![0]!["lastTransitionTime"] = Objects.Now.AddSeconds(-20).ToKubernetesTime();
        var decision = ReplicaSetDecision.Decide(ReplicaKind.Sets, set, [ready], Objects.Now);
        var status = decision.Writes.OfType<Write.Patch>().Single().Body["status"];
        Assert.Equal(1, status.LongAt("readyReplicas"));
        Assert.Null(status.LongAt("availableReplicas"));
        Assert.Equal(TimeSpan.FromSeconds(40), decision.RequeueAfter);
    }

    [Fact]
    public void A_refused_pod_becomes_a_condition_that_is_written_once()
    {
        var set = Set(1);
        var first = ReplicaSetDecision.OnCreateFailed(ReplicaKind.Sets, set, "exceeded quota", Objects.Now);
        Assert.Equal(2, first.Writes.Count);
        set["status"] = new JsonObject { ["conditions"] = first.Writes.OfType<Write.Patch>().Single().Body["status"]!["conditions"]!.DeepClone() };
        Assert.IsType<Write.Emit>(Assert.Single(ReplicaSetDecision.OnCreateFailed(ReplicaKind.Sets, set, "exceeded quota", Objects.Now).Writes));
    }

    private static JsonObject Set(int replicas) => Objects.Parse($"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: web-1
          namespace: default
          uid: rs-1
          generation: 1
        spec:
          replicas: {replicas}
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
              - name: main
                image: web:v1
        """);
}
