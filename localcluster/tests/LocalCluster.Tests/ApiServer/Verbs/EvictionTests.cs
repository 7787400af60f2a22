using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Server;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.ApiServer.Verbs;

public sealed class EvictionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly KubeApiServer _server = Cluster.Create();

    private IClusterClient Client => _server.ClientFor("tests");

    [Fact]
    public async Task A_budget_that_allows_nothing_keeps_the_pod()
    {
        await PodAsync("a");
        await BudgetAsync("pdb", allowed: 0);

        var refused = await Cluster.Refused(() => EvictAsync("a"));

        Assert.Equal(429, refused.Code);
        Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", refused.Message);
        Assert.Equal("The disruption budget pdb needs 1 healthy pods and has 1 currently", refused.Status.ArrayAt("details", "causes")![0].StringAt("message"));
        Assert.False((await GetAsync("a")).IsTerminating());
    }

    [Fact]
    public async Task An_eviction_is_charged_to_the_budget_and_the_next_one_is_refused()
    {
        await PodAsync("a");
        await PodAsync("b");
        await BudgetAsync("pdb", allowed: 1);

        await EvictAsync("a");

        var pod = await GetAsync("a");
        Assert.True(pod.IsTerminating());
        Assert.Equal("EvictionByEvictionAPI", pod.Condition("DisruptionTarget").StringAt("reason"));
        var status = (await Client.GetAsync(ResourceTypes.PodDisruptionBudgets, "default", "pdb", Token)).ObjectAt("status");
        Assert.Equal(0, status.LongAt("disruptionsAllowed"));
        Assert.True(status.ObjectAt("disruptedPods")!.ContainsKey("a"));
        Assert.Equal(429, (await Cluster.Refused(() => EvictAsync("b"))).Code);
    }

    [Fact]
    public async Task A_dry_run_is_judged_and_changes_nothing()
    {
        await PodAsync("a");
        await BudgetAsync("pdb", allowed: 1);

        await EvictAsync("a", """{"dryRun":["All"]}""");

        Assert.False((await GetAsync("a")).IsTerminating());
        Assert.Equal(1, (await Client.GetAsync(ResourceTypes.PodDisruptionBudgets, "default", "pdb", Token)).LongAt("status", "disruptionsAllowed"));
    }

    [Fact]
    public async Task Two_budgets_for_one_pod_are_an_error_of_the_server()
    {
        await PodAsync("a");
        await BudgetAsync("one", allowed: 1);
        await BudgetAsync("two", allowed: 1);

        Assert.Equal(500, (await Cluster.Refused(() => EvictAsync("a"))).Code);
    }

    [Fact]
    public async Task A_budget_that_was_not_looked_at_yet_asks_to_come_back()
    {
        await PodAsync("a");
        await BudgetAsync("pdb", allowed: null);

        var refused = await Cluster.Refused(() => EvictAsync("a"));

        Assert.Equal((429, 10), (refused.Code, (int?)refused.Status["details"]!["retryAfterSeconds"]));
    }

    [Theory]
    [InlineData("AlwaysAllow", 0, true)]
    [InlineData("IfHealthyBudget", 0, false)]
    [InlineData("IfHealthyBudget", 1, true)]
    public async Task A_pod_that_is_not_ready_goes_by_the_policy_of_the_budget(string policy, int healthy, bool goes)
    {
        await PodAsync("a", ready: false);
        await BudgetAsync("pdb", allowed: 0, healthy, policy);

        if (!goes)
            Assert.Equal(429, (await Cluster.Refused(() => EvictAsync("a"))).Code);
        else
            await EvictAsync("a");
        Assert.Equal(goes, (await GetAsync("a")).IsTerminating());
    }

    private async Task<JsonObject> GetAsync(string pod) => (await Client.GetAsync(ResourceTypes.Pods, "default", pod, Token))!;

    private Task EvictAsync(string pod, string options = "{}") => Client.CreateAsync(
        ResourceTypes.Pods, Cluster.Json($$$"""{"metadata":{"name":"{{{pod}}}","namespace":"default"},"deleteOptions":{{{options}}} }"""), "eviction", Token);

    private async Task PodAsync(string name, bool ready = true)
    {
        await Client.CreateAsync(
            ResourceTypes.Pods,
            Cluster.Json(
                $$$"""{"metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"web"}},"spec":{"nodeName":"n1","containers":["""
                    + $$$"""{"name":"c","image":"i"}]}}"""),
            cancellationToken: Token);
        await Client.PatchAsync(ResourceTypes.Pods, "default", name, Cluster.Json(
            $$$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{(ready ? "True" : "False")}}}"}]}}"""), "status", Token);
    }

    private async Task BudgetAsync(string name, int? allowed, int healthy = 1, string policy = "IfHealthyBudget")
    {
        await Client.CreateAsync(ResourceTypes.PodDisruptionBudgets, Cluster.Json(
            $$$"""
            {"metadata":{"name":"{{{name}}}","namespace":"default"},
             "spec":{"minAvailable":1,"unhealthyPodEvictionPolicy":"{{{policy}}}","selector":{"matchLabels":{"app":"web"} } } }
            """), cancellationToken: Token);
        if (allowed is not null)
        {
            await Client.PatchAsync(
                ResourceTypes.PodDisruptionBudgets,
                "default",
                name,
                Cluster.Json(
                    $$$"""{"status":"""
                        + $$$"""{"observedGeneration":1,"disruptionsAllowed":{{{allowed}}},"currentHealthy":{{{healthy}}}"""
                        + $$$""","desiredHealthy":1,"expectedPods":1} }"""),
                "status",
                Token);
        }
    }
}
