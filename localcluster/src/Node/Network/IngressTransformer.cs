using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace October.LocalCluster.Node.Network;

/// <summary>Passes requests on as they came, with the headers that say where they came from.</summary>
internal sealed class IngressTransformer : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = httpContext.Request.Host.Value;
        Set(proxyRequest, "X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString() ?? "");
        Set(proxyRequest, "X-Forwarded-Host", httpContext.Request.Host.Value ?? "");
        Set(proxyRequest, "X-Forwarded-Proto", httpContext.Request.Scheme);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
