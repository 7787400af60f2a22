using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using Yarp.ReverseProxy.Forwarder;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>Passes a request on to a pod and its answer back, upgrades included (k8s.io/apimachinery/pkg/util/proxy).</summary>
internal sealed class ProxyForwarder(IHttpForwarder forwarder) : IDisposable
{
    /// <summary>An idle stream is open as long as both sides keep it; YARP needs a number.</summary>
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromHours(1) };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // A pod's address is another pod's soon.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        // As this server reads them.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        // Nobody could have signed a certificate for a pod's address that this server knows; a real one does not look either.
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    });

    /// <summary>Answers the request; what it returns is the answer that is still to be written.</summary>
    public async Task<ApiResponse?> SendAsync(HttpContext context, ProxyTarget target)
    {
        if (target.Path.Length == 0 && context.Request.Method is "GET" or "HEAD" && context.Request.Headers.Upgrade.Count == 0)
            return Redirect(context.Request);
        var error = await forwarder.SendAsync(context, target.Origin, _client, Forwarding, new ProxyTransformer(target));
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return null;
        var problem = Problem(context.Features.Get<IForwarderErrorFeature>()?.Exception, target);
        context.Response.Clear();
        return ApiResponse.FromError(StatusError.ServiceUnavailable($"error trying to reach service: {problem}"));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Relative links of a page would miss their root without the slash.</summary>
    private static ApiResponse Redirect(HttpRequest request) => new()
    {
        Code = 301,
        ContentType = "",
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Location"] = $"{request.Path.ToUriComponent()}/{request.QueryString.ToUriComponent()}",
        },
    };

    /// <summary>Go's words for what happened to the connection.</summary>
    private static string Problem(Exception? error, ProxyTarget target)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"dial tcp {target.Authority}: connect: connection refused";
                case SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable }:
                    return $"dial tcp {target.Authority}: connect: no route to host";
                case SocketException { SocketErrorCode: SocketError.ConnectionReset }:
                    return $"read tcp {target.Authority}: read: connection reset by peer";
                case SocketException { SocketErrorCode: SocketError.TimedOut } or TimeoutException:
                    return $"dial tcp {target.Authority}: i/o timeout";
                case HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
                or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return "EOF";
            }
        }

        return error?.Message ?? "the connection failed";
    }
}
