using System.Net;
using October.Api.Security;
using Prometheus;

namespace October.Api.Metrics;

/// <summary>Serves the metrics at a port of their own, so that whoever reaches the api does not reach them.</summary>
internal static class MetricsPort
{
    private const string Path = "/metrics";

    /// <summary>Serves them there and nothing else; at the api's own port where there is no other.</summary>
    public static void ServeMetrics(this WebApplication app, int? port, CollectorRegistry registry)
    {
        if (port is not { } own)
        {
            app.MapMetrics(Path, registry).Requires(Role.Read);
            return;
        }

        // By the port that the connection came in at: a Host header says what its sender likes.
        app.MapWhen(
            http => http.Connection.LocalPort == own,
            metrics => metrics
                .UseMetricServer(settings => settings.Registry = registry, Path)
                .Run(static http =>
                {
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return Task.CompletedTask;
                }));
    }

    /// <summary>Listens there, too.</summary>
    public static void ListenForMetrics(this IWebHostBuilder host, IPAddress address, int? port)
    {
        if (port is { } own)
            host.ConfigureKestrel(options => options.Listen(address, own));
    }
}
