using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;

namespace October.Operator.Controller.Simulation;

/// <summary>What a real kubelet says of pods, and the simulated node does not.</summary>
internal static class KubeletEvents
{
    private static readonly ResourceType Events = new("", "v1", "events");

    /// <summary>The kubelet warns of a pod.</summary>
    public static Task SayOfAsync(this SimulatedOctober october, JsonObject pod, string reason, string message) =>
        october.Cluster.CreateAsync(Events, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = "said", ["namespace"] = "default" },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["namespace"] = "default",
                ["name"] = pod["metadata"]!["name"]!.DeepClone(),
                ["uid"] = pod["metadata"]!["uid"]!.DeepClone(),
            },
            ["type"] = "Warning",
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = "kubelet" },
            ["firstTimestamp"] = Now(october),
            ["lastTimestamp"] = Now(october),
        });

    private static string Now(SimulatedOctober october) =>
        october.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
