using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace October.Runtime.Hosting;

/// <summary>The endpoints that every operator serves.</summary>
public static class OperatorEndpoints
{
    /// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: caches are synced. <c>/metrics</c>: Prometheus text.</summary>
    public static void MapOperatorEndpoints(this IEndpointRouteBuilder routes, OperatorHealth health, CollectorRegistry metrics)
    {
        routes.MapGet("/healthz", () => Results.Text("ok"));
        routes.MapGet("/readyz", () => health.IsReady() ? Results.Text("ok") : Results.Text("caches are not synced yet", statusCode: 503));
        routes.MapMetrics(registry: metrics);
    }
}
