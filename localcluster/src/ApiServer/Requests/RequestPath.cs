namespace October.LocalCluster.ApiServer.Requests;

/// <summary>The parts of a resource path (k8s.io/apiserver/pkg/endpoints/request).</summary>
/// <param name="Group">API group; empty for core.</param>
/// <param name="Version">API version.</param>
/// <param name="Namespace">Namespace, or null at the cluster's scope.</param>
/// <param name="Plural">Resource.</param>
/// <param name="Name">Object, or null for the collection.</param>
/// <param name="Subresource">Subresource, or null.</param>
/// <param name="IsLegacyWatch">The deprecated form <c>/watch/</c> before the resource.</param>
/// <param name="Rest">What follows the subresource <c>proxy</c>, with its slashes; null for everything else.</param>
internal sealed record RequestPath(
    string Group, string Version, string? Namespace, string Plural, string? Name, string? Subresource, bool IsLegacyWatch, string? Rest = null)
{
    private const string Proxy = "proxy";

    /// <summary>Parses <c>/api/v1/…</c> and <c>/apis/group/version/…</c>; null when the path names no resource.</summary>
    public static RequestPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, next) = parts switch
        {
            ["api", var v, _, ..] => ("", v, 2),
            ["apis", var g, var v, _, ..] => (g, v, 3),
            _ => ("", "", 0),
        };
        if (next == 0)
            return null;
        var legacyWatch = parts[next] == "watch";
        var rest = parts.AsSpan(legacyWatch ? next + 1 : next);
        if (rest.Length == 0)
            return null;

        // namespaces/x is the namespace itself, namespaces/x/pods is a resource in it; namespaces/x/status is the namespace's subresource.
        if (rest is ["namespaces", var ns, var plural, ..] && plural is not ("status" or "finalize"))
        {
            var proxied = rest.Length > 4 && rest[4] == Proxy;
            return rest.Length > 5 && !proxied
                ? null
                : new RequestPath(
                    group,
                    version,
                    ns,
                    plural,
                    rest.Length > 3 ? rest[3] : null,
                    rest.Length > 4 ? rest[4] : null,
                    legacyWatch,
                    proxied ? After(path, parts.Length - rest.Length + 5) : null);
        }

        var isProxied = rest.Length > 2 && rest[2] == Proxy;
        return rest.Length > 3 && !isProxied
            ? null
            : new RequestPath(
                group,
                version,
                null,
                rest[0],
                rest.Length > 1 ? rest[1] : null,
                rest.Length > 2 ? rest[2] : null,
                legacyWatch,
                isProxied ? After(path, parts.Length - rest.Length + 3) : null);
    }

    /// <summary>The path behind a number of its parts, as it was written.</summary>
    private static string After(string path, int parts)
    {
        var end = 0;
        for (; parts > 0; parts--)
        {
            while (path[end] == '/')
                end++;
            while (end < path.Length && path[end] != '/')
                end++;
        }

        return path[end..];
    }
}
