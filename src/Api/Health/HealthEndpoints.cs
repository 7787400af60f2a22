using October.Api.Errors;
using October.Api.Security;

namespace October.Api.Health;

/// <summary>Liveness, which asks nobody, and readiness, which asks Redis.</summary>
internal static class HealthEndpoints
{
    private static readonly ReadOnlyMemory<byte> Ok = """{"status":"ok"}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Ready = """{"ready":true}"""u8.ToArray();

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", static http => AnswerAsync(http, Ok)).WithName("Liveness").WithSummary("Is the process alive?").WithMetadata(OpenToAll.Instance);
        app.MapGet("/ready", static async http =>
        {
            if (await http.RequestServices.GetRequiredService<Readiness>().WhyNotAsync() is { } reason)
                await RefuseAsync(http, reason);
            else
                await AnswerAsync(http, Ready);
        })
            .WithName("Readiness")
            .WithSummary("Would a task that is sent now be taken? 503 while Redis does not answer or refuses writes.")
            .WithMetadata(OpenToAll.Instance);
    }

    private static Task RefuseAsync(HttpContext http, string reason)
    {
        // A stop is no failure.
        if (!http.RequestServices.GetRequiredService<StopProgress>().HasBegun)
            http.RequestServices.GetRequiredService<FailureLog>().NotReady(http.GetEndpoint(), reason);
        return Problem.NotReady(MayKnow(http) ? reason : "not ready").ExecuteAsync(http);
    }

    /// <summary>The reason names hosts and settings of Redis, and where there are keys not everybody may know them.</summary>
    private static bool MayKnow(HttpContext http) => http.RequestServices.GetService<ApiKeyRing>() is null || http.Features.Get<ApiKey>() is not null;

    private static async Task AnswerAsync(HttpContext http, ReadOnlyMemory<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }
}
