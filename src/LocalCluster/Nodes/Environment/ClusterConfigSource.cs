using System.Text.Json.Nodes;
using October.LocalCluster.Client;
using October.LocalCluster.Controllers.Machinery;

namespace October.LocalCluster.Nodes.Environment;

/// <summary>Reads ConfigMaps and Secrets live: a container starts with what is there now.</summary>
internal sealed class ClusterConfigSource(IClusterClient client) : IConfigSource
{
    public Task<JsonObject?> ConfigMapAsync(string ns, string name, CancellationToken token) => client.GetAsync(KnownTypes.ConfigMaps, ns, name, token);

    public Task<JsonObject?> SecretAsync(string ns, string name, CancellationToken token) => client.GetAsync(KnownTypes.Secrets, ns, name, token);
}
