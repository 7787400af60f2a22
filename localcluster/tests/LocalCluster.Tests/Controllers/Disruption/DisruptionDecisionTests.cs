using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Disruption;

public sealed class DisruptionDecisionTests
{
    [Theory]
    [InlineData("minAvailable: 1", 3, 3, 1, 2)]
    [InlineData("minAvailable: 50%", 3, 3, 2, 1)]
    [InlineData("maxUnavailable: 1", 3, 2, 2, 0)]
    [InlineData("minAvailable: 5", 3, 3, 5, 0)]
    public void Allowed_disruptions_are_what_health_exceeds_the_demand(string rule, int pods, int ready, int desired, int allowed)
    {
        var budget = Objects.Parse($"""
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
              namespace: default
              generation: 1
            spec:
              {rule}
              selector:
                matchLabels:
                  app: web
            """);
        List<JsonObject> all = [.. Enumerable.Range(0, pods).Select(i => Objects.Pod($"p{i}", ready: i < ready))];
        var decision = DisruptionDecision.Decide(budget, all, _ => ("d-1", pods), Objects.Now);
        var status = Assert.IsType<Write.Patch>(Assert.Single(decision.Writes)).Body["status"];
        Assert.Equal((desired, allowed), ((int)status.LongAt("desiredHealthy")!, (int)status.LongAt("disruptionsAllowed")!));
        Assert.Equal(allowed > 0 ? "SufficientPods" : "InsufficientPods", status.ArrayAt("conditions").Find("DisruptionAllowed").StringAt("reason"));
    }
}
