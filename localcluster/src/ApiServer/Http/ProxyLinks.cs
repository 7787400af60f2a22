namespace October.LocalCluster.ApiServer.Http;

/// <summary>Keeps the links of a proxied program below the proxy (k8s.io/apimachinery/pkg/util/proxy, <c>rewriteURL</c>).</summary>
/// <param name="Prefix">The path under which the program is reached, with a slash at its end or none.</param>
/// <param name="Authority">The program's own address and port.</param>
/// <param name="RequestHost">The host of the request.</param>
internal sealed record ProxyLinks(string Prefix, string Authority, string RequestHost)
{
    /// <summary>A link to the program itself is moved below the proxy; one that leads elsewhere, or is relative, stays as it is.</summary>
    public string Rewrite(string link)
    {
        var (origin, path) = ("", link);
        if (
            Uri.TryCreate(link.StartsWith("//", StringComparison.Ordinal) ? "http:" + link : link, UriKind.Absolute, out var absolute)
            && absolute.Scheme is "http" or "https")
        {
            if (absolute.Authority != Authority && absolute.Authority != RequestHost)
                return link;
            path = absolute.PathAndQuery + absolute.Fragment;
            if (absolute.Authority == RequestHost)
                origin = link.StartsWith("//", StringComparison.Ordinal) ? $"//{absolute.Authority}" : $"{absolute.Scheme}://{absolute.Authority}";
        }

        if (!path.StartsWith('/'))
            return link;
        return path.StartsWith(Prefix, StringComparison.Ordinal) ? origin + path : origin + Prefix.TrimEnd('/') + path;
    }
}
