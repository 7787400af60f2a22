using October.Tasks.Consumer;

namespace October.Worker.Health;

/// <summary>Liveness and readiness of the worker.</summary>
internal static class HealthEndpoints
{
    /// <summary>A consumer that Redis has not answered for this long is deaf, and a restart is the cure.</summary>
    private static readonly TimeSpan DeafAfter = TimeSpan.FromSeconds(15);

    public static void MapWorkerHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/healthz",
            static (HttpContext http) =>
                http.RequestServices.GetRequiredService<TaskConsumer>().SinceLastPoll is var silence && silence < DeafAfter
                    ? Answer(http, 200, """{"status":"ok"}""")
                    : Answer(http, 503, $$"""{"status":"the consumer has not reached Redis for {{(int)silence.TotalSeconds}} s"}"""));
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
