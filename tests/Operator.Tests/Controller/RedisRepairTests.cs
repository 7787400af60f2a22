using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

public sealed class RedisRepairTests
{
    private static readonly (string, ImageBehaviour) Crashing = ("redis:bad", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1 });
    private static readonly (string, ImageBehaviour) Missing = ("redis:bad", new ImageBehaviour { PullFailure = "not found" });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_install_with_a_redis_that_does_not_run_is_mended_by_the_spec(bool exists)
    {
        await using var october = await SimulatedOctober.StartAsync(exists ? Crashing : Missing);
        await october.ApplyAsync(Spec("redis:bad"));
        var app = await october.PhaseAsync("Failed");
        Assert.Contains("container redis", (string?)app["status"]!["message"], StringComparison.Ordinal);
        await october.ApplyAsync(Spec("redis:good"));
        await october.PhaseAsync("Ready");
        var history = (await october.AppAsync())!["status"]!["history"]!.AsArray();
        Assert.Equal(["Succeeded", "Failed"], history.Select(entry => (string?)entry!["outcome"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redis_that_does_not_run_is_rolled_back_at_the_first_try(bool exists)
    {
        await using var october = await SimulatedOctober.StartAsync(exists ? Crashing : Missing);
        await october.ApplyAsync(Spec("redis:good"));
        await october.PhaseAsync("Ready");
        await october.ApplyAsync(Spec("redis:bad"));
        var app = await october.PhaseAsync("RolledBack");
        Assert.Contains("container redis", (string?)app["status"]!["failed"]!["message"], StringComparison.Ordinal);
        Assert.Empty(await october.EventsAsync("RollbackFailed"));
        Assert.Equal(
            "redis:good",
            (string?)(await october.GetAsync("apps", "deployments", "shop-redis"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    private static JsonObject Spec(string redis) => new()
    {
        ["api"] = new JsonObject { ["image"] = "api:v1" },
        ["worker"] = new JsonObject { ["image"] = "worker:v1" },
        ["redis"] = new JsonObject { ["image"] = redis },
        ["rollout"] = new JsonObject { ["progressDeadline"] = "60s" },
    };
}
