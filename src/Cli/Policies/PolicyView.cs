using System.Net;
using System.Text.Json.Nodes;
using October.Cli.Cluster;

namespace October.Cli.Policies;

/// <summary>What the cluster says about policies: the policies, and the pods they are about.</summary>
internal sealed record PolicyView(IReadOnlyList<JsonObject> Policies, IReadOnlyList<PolicyEndpoint> Pods)
{
    public static async Task<PolicyView> ReadAsync(ClusterApi api, CancellationToken cancellationToken)
    {
        var namespaces = (await ListAsync(api, "api/v1/namespaces", cancellationToken)).ToDictionary(
            n => (string)n["metadata"]!["name"]!, StringComparer.Ordinal);
        // Finished pods talk to nobody; those of the host's network are outside of every policy.
        var pods = (await ListAsync(api, "api/v1/pods", cancellationToken))
            .Where(p => (string?)p["status"]?["phase"] is not ("Succeeded" or "Failed") && (bool?)p["spec"]?["hostNetwork"] != true);
        return new PolicyView(
            await ListAsync(api, "apis/networking.k8s.io/v1/networkpolicies", cancellationToken),
            [
                .. pods.Where(p => namespaces.ContainsKey((string)p["metadata"]!["namespace"]!))
                    .Select(p => PolicyEndpoint.Of(p, namespaces[(string)p["metadata"]!["namespace"]!])),
            ]);
    }

    /// <summary>The pods that are meant: all of the namespace when none is named.</summary>
    /// <exception cref="CliException">There is no such pod.</exception>
    public IReadOnlyList<PolicyEndpoint> Find(string? name, string ns)
    {
        if (name is null)
            return [.. Pods.Where(p => p.Name.StartsWith(ns + "/", StringComparison.Ordinal))];
        if (IPAddress.TryParse(name, out var address))
            return [PolicyEndpoint.Of(address)];
        var wanted = name.Contains('/', StringComparison.Ordinal) ? name : $"{ns}/{name}";
        return Pods.FirstOrDefault(p => p.Name == wanted) is { } found
            ? [found]
            : throw new CliException($"there is no running pod {wanted}; 'kubectl get pods -A' lists them");
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(ClusterApi api, string path, CancellationToken cancellationToken) =>
        [.. (await api.GetAsync(path, cancellationToken))!["items"]!.AsArray().Select(item => (JsonObject)item!)];
}
