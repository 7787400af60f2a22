using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Scheduling;

/// <summary>
/// Makes the Node object. It is written once: the node and the API server are one process, so a heartbeat would have no meaning.
/// </summary>
internal static class NodeRegistration
{
    public static async Task RegisterAsync(
        IClusterClient client,
        string name,
        string address,
        NodeCapacity capacity,
        LimitEnforcement limits,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (await client.GetAsync(ResourceTypes.Nodes, null, name, cancellationToken) is null)
            await client.CreateAsync(ResourceTypes.Nodes, Build(name), cancellationToken: cancellationToken);
        await client.PatchAsync(
            ResourceTypes.Nodes, null, name, new JsonObject { ["status"] = Status(name, address, capacity, limits, now) }, "status", cancellationToken);
    }

    private static JsonObject Build(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject
            {
                ["kubernetes.io/hostname"] = name,
                ["kubernetes.io/os"] = "linux",
                ["kubernetes.io/arch"] = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
                {
                    System.Runtime.InteropServices.Architecture.X64 => "amd64",
                    System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
                    var other => other.ToString().ToLowerInvariant(),
                },
            },
        },
    };

    private static JsonObject Status(string name, string address, NodeCapacity capacity, LimitEnforcement limits, DateTimeOffset now)
    {
        JsonObject Amounts() => new()
        {
            ["cpu"] = capacity.Cpu.ToString("0.###", CultureInfo.InvariantCulture),
            ["memory"] = decimal.Floor(capacity.Memory / 1024).ToString("0", CultureInfo.InvariantCulture) + "Ki",
            ["pods"] = capacity.Pods.ToString(CultureInfo.InvariantCulture),
        };
        return new JsonObject
        {
            ["capacity"] = Amounts(),
            ["allocatable"] = Amounts(),
            ["addresses"] = new JsonArray(
                new JsonObject { ["type"] = "InternalIP", ["address"] = address }, new JsonObject { ["type"] = "Hostname", ["address"] = name }),
            ["nodeInfo"] = new JsonObject
            {
                ["kubeletVersion"] = "v1.36.2",
                ["kubeProxyVersion"] = "",
                ["containerRuntimeVersion"] = "process://1",
                ["operatingSystem"] = "linux",
                ["architecture"] = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
                ["osImage"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
                ["kernelVersion"] = System.Environment.OSVersion.Version.ToString(),
                ["machineID"] = "",
                ["systemUUID"] = "",
                ["bootID"] = "",
            },
            ["conditions"] = new JsonArray(
                Condition("ResourceLimitsEnforced", limits.Enforced ? "True" : "False", limits.Reason, limits.Message, now),
                Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now)),
        };
    }

    private static JsonObject Condition(string type, string status, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
        ["lastHeartbeatTime"] = now.ToKubernetesTime(),
        ["lastTransitionTime"] = now.ToKubernetesTime(),
    };
}
