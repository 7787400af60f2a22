using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>Pods that hang before their component's container runs: of the cause only events know.</summary>
public sealed class UnstartedPodsTests
{
    private const string Missing = "MountVolume.SetUp failed for volume \"y\" : secret \"y\" not found";
    private static readonly ResourceType Pods = new("", "v1", "pods");

    [Fact]
    public async Task A_volume_that_cannot_be_mounted_is_the_cause_of_a_failed_release_and_is_known_while_it_waits()
    {
        await using var october = await SimulatedOctober.StartAsync(("api:bad", new ImageBehaviour { StartDelay = TimeSpan.FromHours(2) }));
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync("api:bad");
        await october.UntilAsync(async () => await PreviewAsync(october) is not null, "the preview has a pod");
        await october.PassAsync(TimeSpan.FromSeconds(35));
        var pod = (await PreviewAsync(october))!;
        await october.SayOfAsync(pod, "FailedMount", Missing);
        // Something else happens, so that the operator looks.
        await october.AnnotateAsync("example.com/note", "1");
        await october.UntilAsync(async () => (await MessageAsync(october)).EndsWith($"; {Missing}", StringComparison.Ordinal), "status says what it waits for");

        var app = await october.PhaseAsync("RolledBack");
        var failed = app["status"]!["failed"]!;
        Assert.Equal("ProgressDeadlineExceeded", (string?)failed["reason"]);
        Assert.Contains($"0/1 pods of api:bad available ({Missing})", (string?)failed["message"], StringComparison.Ordinal);
        Assert.Equal($"container api of pod {(string?)pod["metadata"]!["name"]} is waiting (ContainerCreating)", (string?)failed["evidence"]);
        Assert.DoesNotContain(october.Requests.Lines, line => line.EndsWith("/log", StringComparison.Ordinal));
    }

    private static async Task<JsonObject?> PreviewAsync(SimulatedOctober october) =>
        (await october.Cluster.ListAsync(Pods, "default")).Items
            .FirstOrDefault(pod => ((string)pod["metadata"]!["name"]!).StartsWith("shop-api-preview-", StringComparison.Ordinal));

    private static async Task<string> MessageAsync(SimulatedOctober october) => (string)(await october.AppAsync())!["status"]!["message"]!;
}
