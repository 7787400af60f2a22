using System.Text.Json.Nodes;

namespace October.LocalCluster.Nodes.Environment;

/// <summary>The ConfigMaps and Secrets that pods refer to.</summary>
internal interface IConfigSource
{
    Task<JsonObject?> ConfigMapAsync(string ns, string name, CancellationToken token);

    Task<JsonObject?> SecretAsync(string ns, string name, CancellationToken token);
}
