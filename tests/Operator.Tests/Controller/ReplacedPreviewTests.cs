using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>A drain, a preemption or an eviction ends a preview's pod while it is probed.</summary>
public sealed class ReplacedPreviewTests
{
    private static readonly ResourceType Pods = new("", "v1", "pods");

    [Theory]
    [InlineData("api")]
    [InlineData("worker")]
    public async Task A_release_whose_pod_was_replaced_while_it_was_probed_is_tried_again(string component)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("api:v1"));
        await october.PhaseAsync("Ready");
        var (isProbed, isReplaced) = (false, false);
        // The preview is probed at its pod, on port 8000.
        october.Probed.Sum = address =>
        {
            isProbed |= address.Port == 8000;
            return address.Port == 8000 && !isReplaced ? 6 : 5;
        };
        await october.ApplyAsync(Spec("api:v2"));
        await october.UntilAsync(() => Task.FromResult(isProbed), "the preview is probed");
        var pod = Assert.Single((await october.Cluster.ListAsync(Pods, "default", $"october.dev/component={component},october.dev/track=preview")).Items);
        await october.Cluster.DeleteAsync(Pods, "default", (string)pod["metadata"]!["name"]!);

        var app = await october.PhaseAsync("RolledBack");
        var failed = app["status"]!["failed"]!;
        Assert.StartsWith(
            $"the pods of {component} were replaced while the smoke probes ran; smoke probe 'add' failed: ",
            (string?)failed["message"],
            StringComparison.Ordinal);
        Assert.Equal("PodsReplaced", (string?)failed["reason"]);
        Assert.NotNull(failed["nextRetryTime"]);
        isReplaced = true;
        await october.UntilAsync(async () => await october.IsInAsync("Ready"), "it is tried again");
        Assert.Equal(
            "api:v2",
            (string?)(await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    private static JsonObject Spec(string image) => (JsonObject)JsonNode.Parse($$"""
        {"api":{"image":"{{image}}"},"worker":{"image":"worker:v1"},
         "rollout":{"smokeProbes":[{"name":"add","type":"task","task":"add","args":[2,3],"expectResult":5,"attempts":20}] } }
        """)!;
}
