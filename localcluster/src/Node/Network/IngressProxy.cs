using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using October.LocalCluster.ApiServer.Http;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using Yarp.ReverseProxy.Forwarder;

namespace October.LocalCluster.Node.Network;

/// <summary>
/// The ingress controller's data path: routes by host and path to the ready endpoints of a Service, in turn. A request that never reached an
/// endpoint goes to the next one, so that a rolling update drops nothing.
/// </summary>
internal sealed class IngressProxy : IAsyncDisposable
{
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromMinutes(5) };

    private readonly WebApplication _host;
    private readonly IHttpForwarder _forwarder;
    private readonly IngressTransformer _transformer = new();
    private readonly Informer _ingresses;
    private readonly ServiceTable _table;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });

    private Snapshot _snapshot = new([], []);
    private uint _turn;

    public IngressProxy(InformerFactory informers, ServiceTable table, int port)
    {
        _table = table;
        _ingresses = informers.Get(ResourceTypes.Ingresses);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Headers pass byte by byte, whatever their encoding is.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        _host = builder.Build();
        _forwarder = _host.Services.GetRequiredService<IHttpForwarder>();
        _host.Run(HandleAsync);
    }

    /// <summary>What stands for it in the cluster; it serves Ingresses of every class and of none.</summary>
    public static JsonObject Class() => new()
    {
        ["apiVersion"] = "networking.k8s.io/v1",
        ["kind"] = "IngressClass",
        ["metadata"] = new JsonObject { ["name"] = "local" },
        ["spec"] = new JsonObject { ["controller"] = "local-cluster/ingress" },
    };

    /// <summary>Where it listens.</summary>
    public string Url => _host.Urls.First();

    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _table.OnChange(Refresh);
        _ingresses.OnChange((_, _) => Refresh());
        Refresh();
        await _host.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }

    private void Refresh() => Volatile.Write(ref _snapshot, new Snapshot(IngressRoute.Of(_ingresses.All()), _table.Current()));

    private async Task HandleAsync(HttpContext context)
    {
        var snapshot = Volatile.Read(ref _snapshot);
        var (host, path) = (context.Request.Host.Host, context.Request.Path.Value ?? "/");
        if (snapshot.Routes.FirstOrDefault(r => r.Matches(host, path)) is not { } route)
        {
            var hosts = string.Join(", ", snapshot.Routes.Select(r => r.Host).Where(h => h.Length > 0).Distinct(StringComparer.Ordinal));
            await AnswerAsync(
                context,
                404,
                $"No Ingress has a rule for host \"{host}\" and path \"{path}\". " + (hosts.Length == 0 ? "There are no rules." : $"Known hosts: {hosts}."));
            return;
        }

        await ForwardAsync(context, route);
    }

    private async Task ForwardAsync(HttpContext context, IngressRoute route)
    {
        var tried = new HashSet<EndpointAddress>();
        while (true)
        {
            // Read again each time: a retry sees what has changed meanwhile.
            var endpoints = Volatile.Read(ref _snapshot).EndpointsOf(route).Where(e => !tried.Contains(e)).ToList();
            if (endpoints.Count == 0)
            {
                await AnswerAsync(context, tried.Count == 0 ? 503 : 502, tried.Count == 0
                    ? $"Service {route.Namespace}/{route.Service} has no ready endpoints."
                    : $"No endpoint of Service {route.Namespace}/{route.Service} could be reached.");
                return;
            }

            var endpoint = endpoints[(int)(Interlocked.Increment(ref _turn) % (uint)endpoints.Count)];
            tried.Add(endpoint);
            var error = await _forwarder.SendAsync(context, $"http://{endpoint}/", _client, Forwarding, _transformer);
            if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
                return;
            if (_table.IsLate || !MayRetry(context))
                return;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
        }
    }

    /// <summary>Nothing was sent, or sending it twice does no harm.</summary>
    private static bool MayRetry(HttpContext context)
    {
        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        if (exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            return true;
        return context.Request.Method is "GET" or "HEAD" or "OPTIONS" && !(context.Request.ContentLength > 0);
    }

    private static Task AnswerAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence + "\n");
    }

    private sealed record Snapshot(IReadOnlyList<IngressRoute> Routes, IReadOnlyList<ServicePort> Ports)
    {
        public IReadOnlyList<EndpointAddress> EndpointsOf(IngressRoute route) => Ports.FirstOrDefault(p =>
            p.Namespace == route.Namespace && p.Service == route.Service
            && (route.PortName is { } name ? p.Name == name : p.Port == route.PortNumber))?.Ready ?? [];
    }
}
