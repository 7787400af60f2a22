namespace October.LocalCluster.ApiServer.Requests;

/// <summary>Where a request for the subresource <c>proxy</c> goes.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Authority">Address and port, as in <c>127.64.0.2:8000</c>.</param>
/// <param name="Path">The path there, decoded; empty when the request named none, not even the root.</param>
internal sealed record ProxyTarget(string Scheme, string Authority, string Path)
{
    public string Origin => $"{Scheme}://{Authority}";
}
