using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using October.Tasks.Consumer;

namespace October.Tasks.Hosting;

/// <summary>Liveness, which does not depend on Redis, and readiness, which does.</summary>
internal static class HealthEndpoints
{
    public static void MapWorkerHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", static (HttpContext http) => http.RequestServices.GetRequiredService<TaskConsumer>().IsAlive
            ? Answer(http, 200, """{"status":"ok"}""")
            : Answer(http, 503, """{"status":"the consumer is stuck"}"""));
        app.MapGet("/ready", static (HttpContext http) => http.RequestServices.GetRequiredService<TaskConsumer>().IsReady
            ? Answer(http, 200, """{"ready":true}""")
            : Answer(http, 503, """{"ready":false}"""));
    }

    private static Task Answer(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json, http.RequestAborted);
    }
}
