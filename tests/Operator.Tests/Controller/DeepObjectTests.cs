using System.Text.Json.Nodes;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>Objects that are deeper than our types: their author may write nothing else, and must not stop what is others'.</summary>
public sealed class DeepObjectTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(60)]
    [InlineData(70)]
    [InlineData(400)]
    public async Task An_app_of_any_depth_says_so_and_stops_no_other(int depth)
    {
        await using var october = await SimulatedOctober.StartAsync();
        JsonNode deep = "x";
        for (var i = 0; i < depth; i++)
            deep = i % 2 == 0 ? new JsonObject { ["a"] = deep } : new JsonArray(deep);
        await october.Cluster.CreateAsync(
            SimulatedOctober.Apps,
            new JsonObject
            {
                ["apiVersion"] = "october.dev/v1",
                ["kind"] = "OctoberApp",
                ["metadata"] = new JsonObject { ["name"] = "deep", ["namespace"] = "default" },
                ["spec"] = new JsonObject
                {
                    ["api"] = new JsonObject { ["image"] = "api:v1" },
                    ["worker"] = new JsonObject { ["image"] = "worker:v1" },
                    ["rollout"] = new JsonObject
                    {
                        ["smokeProbes"] = new JsonArray(
                            new JsonObject { ["name"] = "a", ["type"] = "task", ["task"] = "add", ["args"] = new JsonArray(deep) }),
                    },
                },
            },
            cancellationToken: TestContext.Current.CancellationToken);
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"}}""")!);
        await october.PhaseAsync("Ready");
        await october.UntilAsync(
            async () => (await october.Cluster.GetAsync(SimulatedOctober.Apps, "default", "deep"))?["status"]?.ToJsonString()
                .Contains("args of smoke probe a is nested too deep", StringComparison.Ordinal) == true,
            "the status of the deep app");
    }
}
