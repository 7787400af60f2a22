using System.Text.Json.Nodes;

namespace October.LocalCluster.Node.Environment;

/// <summary>The ConfigMaps and Secrets that pods refer to, and the tokens of their accounts.</summary>
internal interface IConfigSource
{
    Task<JsonObject?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken);

    Task<JsonObject?> SecretAsync(string ns, string name, CancellationToken cancellationToken);

    /// <summary>A new token of the pod's account, bound to the pod: the status of a TokenRequest.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="audience">Whom it is meant for; null for the API server.</param>
    /// <param name="seconds">How long it holds.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<JsonObject> TokenAsync(JsonObject pod, string? audience, long seconds, CancellationToken cancellationToken);
}
