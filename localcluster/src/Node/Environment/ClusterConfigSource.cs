using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Node.Environment;

/// <summary>Reads ConfigMaps and Secrets live: a container starts with what is there now.</summary>
internal sealed class ClusterConfigSource(IClusterClient client) : IConfigSource
{
    public Task<JsonObject?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken) =>
        client.GetAsync(ResourceTypes.ConfigMaps, ns, name, cancellationToken);

    public Task<JsonObject?> SecretAsync(string ns, string name, CancellationToken cancellationToken) =>
        client.GetAsync(ResourceTypes.Secrets, ns, name, cancellationToken);

    public async Task<JsonObject> TokenAsync(JsonObject pod, string? audience, long seconds, CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = pod.StringAt("spec", "serviceAccountName"), ["namespace"] = pod.Namespace() },
            ["spec"] = new JsonObject
            {
                ["audiences"] = audience is null ? [] : new JsonArray(audience),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["name"] = pod.Name(), ["uid"] = pod.Uid() },
            },
        };
        return (await client.CreateAsync(ResourceTypes.ServiceAccounts, request, "token", cancellationToken)).ObjectAt("status")!;
    }
}
