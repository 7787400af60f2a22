using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Network;

/// <summary>One rule of an Ingress: host and path to a Service's port. Matching follows the Ingress API: the longest path wins, exact before prefix.</summary>
internal sealed record IngressRoute(string Host, string Path, bool Exact, string Namespace, string Service, string? PortName, int? PortNumber)
{
    /// <summary>The rules of all Ingresses, in the order in which they are tried.</summary>
    public static IReadOnlyList<IngressRoute> Of(IEnumerable<JsonObject> ingresses) =>
    [
        .. ingresses
            .Where(i => !i.IsTerminating())
            .SelectMany(RoutesOf)
            .OrderByDescending(r => r.Host.Length > 0)
            .ThenBy(r => r.Host.StartsWith('*'))
            .ThenByDescending(r => r.Path.Length)
            .ThenByDescending(r => r.Exact),
    ];

    public bool Matches(string host, string path) => MatchesHost(host) && MatchesPath(path);

    private bool MatchesHost(string host)
    {
        if (Host.Length == 0 || Host.Equals(host, StringComparison.OrdinalIgnoreCase))
            return true;
        // A wildcard stands for exactly one label.
        return Host.StartsWith("*.", StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) is var dot and > 0
            && host.AsSpan(dot).Equals(Host.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }

    private bool MatchesPath(string path)
    {
        if (Exact)
            return path == Path;
        var prefix = Path.TrimEnd('/');
        return prefix.Length == 0 || path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal);
    }

    private static IEnumerable<IngressRoute> RoutesOf(JsonObject ingress)
    {
        foreach (var rule in ingress.ArrayAt("spec", "rules").Objects())
        {
            foreach (var path in rule.ArrayAt("http", "paths").Objects())
            {
                if (path.ObjectAt("backend", "service") is { } backend)
                    yield return To(ingress, rule.StringAt("host") ?? "", path.StringAt("path") ?? "/", path.StringAt("pathType") == "Exact", backend);
            }
        }

        if (ingress.ObjectAt("spec", "defaultBackend", "service") is { } fallback)
            yield return To(ingress, "", "/", false, fallback);
    }

    private static IngressRoute To(JsonObject ingress, string host, string path, bool exact, JsonObject backend) => new(
        host, path, exact, ingress.Namespace(), backend.StringAt("name") ?? "", backend.StringAt("port", "name"), (int?)backend.LongAt("port", "number"));
}
