using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Autoscaling;

public sealed class AutoscalerDecisionTests
{
    private static readonly JsonObject Autoscaler = Objects.Parse("""
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
          namespace: default
          uid: h-1
        spec:
          minReplicas: 2
          maxReplicas: 5
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: web
          metrics:
          - type: Resource
            resource:
              name: cpu
              target:
                type: Utilization
                averageUtilization: 70
        """);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(9, 5)]
    public void Bounds_are_honoured_without_any_metric(int replicas, int expected)
    {
        var decision = Decide(replicas, []);
        Assert.Equal(expected, decision.Writes.OfType<Write.Patch>().Single(p => p.Subresource == "scale").Body.LongAt("spec", "replicas"));
        Assert.Equal("SuccessfulRescale", decision.Writes.OfType<Write.Emit>().Single().Reason);
        Assert.Equal("SucceededRescale", Status(decision).Find("AbleToScale").StringAt("reason"));
    }

    [Fact]
    public void Zero_replicas_switch_scaling_off()
    {
        var decision = Decide(0, []);
        Assert.DoesNotContain(decision.Writes, w => w is Write.Patch { Subresource: "scale" });
        Assert.Equal("ScalingDisabled", Status(decision).Find("ScalingActive").StringAt("reason"));
    }

    [Fact]
    public void Busy_pods_get_company_in_proportion()
    {
        List<PodUsage> busy = [new(0.28m, 0.2m), new(0.28m, 0.2m)];
        Assert.Equal(4, Recommendation.Of(Autoscaler, 2, busy));
        var decision = Decide(2, busy, 2, 4);
        Assert.Equal(4, decision.Writes.OfType<Write.Patch>().Single(p => p.Subresource == "scale").Body.LongAt("spec", "replicas"));
    }

    [Fact]
    public void A_lull_does_not_shrink_while_a_recent_recommendation_was_higher()
    {
        List<PodUsage> idle = [new(0, 0.2m), new(0, 0.2m), new(0, 0.2m)];
        var decision = Decide(3, idle, 3, 0);
        Assert.DoesNotContain(decision.Writes, w => w is Write.Patch { Subresource: "scale" });
        Assert.Equal("ScaleDownStabilized", Status(decision).Find("AbleToScale").StringAt("reason"));
        Assert.Equal(2, Decide(3, idle, 0, 0).Writes.OfType<Write.Patch>().Single(p => p.Subresource == "scale").Body.LongAt("spec", "replicas"));
    }

    [Fact]
    public void Use_within_a_tenth_of_the_target_changes_nothing() => Assert.Equal(2, Recommendation.Of(Autoscaler, 2, [new(0.075m, 0.1m), new(0.075m, 0.1m)]));

    [Fact]
    public void A_metric_of_a_container_counts_that_container_and_says_so()
    {
        var autoscaler = OfContainer();
        var pod = Objects.Parse("""
            spec:
              containers:
              - name: web
                resources:
                  requests:
                    cpu: 200m
              - name: mesh
            """);
        var used = new Dictionary<string, (decimal Cores, long Memory)> { ["web"] = (0.28m, 0), ["mesh"] = (1, 0) };
        var rate = new PodRate(pod, Objects.Now, TimeSpan.FromSeconds(10), used);
        Assert.Equal(new PodUsage(0.28m, 0.2m), CpuMetric.Of(autoscaler)!.Usage(pod, rate));
        Assert.Null(CpuMetric.Of(autoscaler)!.Unrequested(pod));
        // A pod as a whole has no utilization while one of its containers requests nothing.
        Assert.Equal("mesh", CpuMetric.Of(Autoscaler)!.Unrequested(pod));

        List<PodUsage> busy = [new(0.28m, 0.2m), new(0.28m, 0.2m)];
        var decision = AutoscalerDecision.Decide(
            new AutoscalerObserved(autoscaler, Objects.Deployment(2), busy, [2, Recommendation.Of(autoscaler, 2, busy)!.Value]), Objects.Now);
        Assert.Equal(4, decision.Writes.OfType<Write.Patch>().Single(p => p.Subresource == "scale").Body.LongAt("spec", "replicas"));
        Assert.Equal(
            "New size: 4; reason: cpu container resource utilization (percentage of request) above target",
            decision.Writes.OfType<Write.Emit>().Single().Message);
        var current = decision.Writes.OfType<Write.Patch>().Single(p => p.Subresource == "status").Body.ArrayAt("status", "currentMetrics").Objects().Single();
        Assert.Equal(
            ("ContainerResource", "web", 140),
            (current.StringAt("type"), current.StringAt("containerResource", "container"),
                current.LongAt("containerResource", "current", "averageUtilization")));
    }

    [Theory]
    [InlineData(false, "FailedGetResourceMetric")]
    [InlineData(true, "FailedGetContainerResourceMetric")]
    public void A_container_that_requests_nothing_is_named_as_what_keeps_it_from_scaling(bool isOfContainer, string reason)
    {
        var observed = new AutoscalerObserved(isOfContainer ? OfContainer() : Autoscaler, Objects.Deployment(2), [], [])
        {
            Problem = "missing request for cpu in container mesh of Pod web-1",
        };
        var condition = Status(AutoscalerDecision.Decide(observed, Objects.Now)).Find("ScalingActive");
        Assert.Equal(("False", reason), (condition.StringAt("status"), condition.StringAt("reason")));
        Assert.EndsWith("failed to get cpu utilization: " + observed.Problem, condition.StringAt("message"), StringComparison.Ordinal);
    }

    private static JsonObject OfContainer()
    {
        var autoscaler = Autoscaler.Clone();
        autoscaler["spec"]!["metrics"] = new JsonArray(new JsonObject
        {
            ["type"] = "ContainerResource",
            ["containerResource"] = new JsonObject
            {
                ["name"] = "cpu",
                ["container"] = "web",
                ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 70 },
            },
        });
        return autoscaler;
    }

    private static Decision Decide(int replicas, IReadOnlyList<PodUsage> usage, params long[] recommendations) =>
        AutoscalerDecision.Decide(new AutoscalerObserved(Autoscaler, Objects.Deployment(replicas), usage, recommendations), Objects.Now);

    private static JsonArray? Status(Decision decision) =>
        decision.Writes.OfType<Write.Patch>().Single(p => p.Subresource == "status").Body.ArrayAt("status", "conditions");
}
