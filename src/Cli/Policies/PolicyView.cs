using System.Net;
using System.Text.Json.Nodes;
using October.Cli.Cluster;

namespace October.Cli.Policies;

/// <summary>The NetworkPolicies of a cluster, and the pods that they can select.</summary>
internal sealed record PolicyView(IReadOnlyList<JsonObject> Policies, IReadOnlyList<PolicyEndpoint> Pods)
{
    public static async Task<PolicyView> ReadAsync(ClusterApi api, CancellationToken cancellationToken)
    {
        var namespaces = (await ListAsync(api, "api/v1/namespaces", cancellationToken)).ToDictionary(
            n => (string)n["metadata"]!["name"]!, StringComparer.Ordinal);
        // Finished pods have no connections; NetworkPolicies do not apply to pods of the host's network.
        var pods = (await ListAsync(api, "api/v1/pods", cancellationToken))
            .Where(p => (string?)p["status"]?["phase"] is not ("Succeeded" or "Failed") && (bool?)p["spec"]?["hostNetwork"] != true);
        return new PolicyView(
            await ListAsync(api, "apis/networking.k8s.io/v1/networkpolicies", cancellationToken),
            [
                .. pods.Where(p => namespaces.ContainsKey((string)p["metadata"]!["namespace"]!))
                    .Select(p => PolicyEndpoint.Of(p, namespaces[(string)p["metadata"]!["namespace"]!])),
            ]);
    }

    /// <summary>The endpoint of this name; every pod of the namespace without one.</summary>
    /// <exception cref="CliException">There is no such pod.</exception>
    public IReadOnlyList<PolicyEndpoint> Find(string? name, string ns)
    {
        if (name is null)
            return [.. Pods.Where(p => p.Name.StartsWith(ns + "/", StringComparison.Ordinal))];
        if (IPAddress.TryParse(name, out var address))
            return [PolicyEndpoint.Of(address)];
        var fullName = name.Contains('/', StringComparison.Ordinal) ? name : $"{ns}/{name}";
        return Pods.FirstOrDefault(p => p.Name == fullName) is { } found
            ? [found]
            : throw new CliException($"there is no running pod {fullName}; 'kubectl get pods -A' lists them");
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(ClusterApi api, string path, CancellationToken cancellationToken) =>
        [.. (await api.GetAsync(path, cancellationToken))!["items"]!.AsArray().Select(item => (JsonObject)item!)];
}
