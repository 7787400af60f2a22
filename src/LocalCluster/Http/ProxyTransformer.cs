using Microsoft.AspNetCore.Http;
using October.LocalCluster.Requests;
using Yarp.ReverseProxy.Forwarder;

namespace October.LocalCluster.Http;

/// <summary>What changes on the way to a pod and back: the path, the caller's credentials (which stay here), and redirects that would leave the proxy.</summary>
internal sealed class ProxyTransformer(ProxyTarget target) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, new PathString(target.Path), request.QueryString);
        proxyRequest.Headers.Host = request.Host.Value;
        foreach (var name in request.Headers.Keys.Where(static n => n.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase)).Append("Authorization"))
            proxyRequest.Headers.Remove(name);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        proxyRequest.Headers.Remove("X-Forwarded-Uri");
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Uri", request.Path.ToUriComponent());
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (httpContext.Response.Headers.Location is [{ } location])
            httpContext.Response.Headers.Location = Below(httpContext.Request, location);
        return hasBody;
    }

    /// <summary>A redirect to the pod itself stays below the proxy; one that leads elsewhere, or is relative, stays as it is.</summary>
    private string Below(HttpRequest request, string location)
    {
        var path = location;
        if (Uri.TryCreate(location, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https")
        {
            if (absolute.Authority != target.Authority && absolute.Authority != request.Host.Value)
                return location;
            path = absolute.PathAndQuery + absolute.Fragment;
        }

        var prefix = request.Path.ToUriComponent()[..^new PathString(target.Path).ToUriComponent().Length];
        return path.StartsWith('/') && !path.StartsWith(prefix, StringComparison.Ordinal) ? prefix + path : path;
    }
}
