using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Prometheus;

namespace October.Runtime.Hosting;

/// <summary>The endpoints that every operator serves.</summary>
public static class OperatorEndpoints
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: caches are synced. <c>/metrics</c>: Prometheus text.</summary>
    public static void MapOperatorEndpoints(this IEndpointRouteBuilder routes, OperatorHealth health, CollectorRegistry metrics)
    {
        routes.MapGet("/healthz", () => Results.Text("ok"));
        routes.MapGet("/readyz", () => health.IsReady() ? Results.Text("ok") : Results.Text("caches are not synced yet", statusCode: 503));
        var scrape = new SharedScrape(text => metrics.CollectAndExportAsTextAsync(text), TimeProvider.System);
        routes.MapGet("/metrics", (RequestDelegate)(context => ServeAsync(context, scrape)));
    }

    private static async Task ServeAsync(HttpContext context, SharedScrape scrape)
    {
        try
        {
            var text = await scrape.GetAsync().WaitAsync(context.RequestAborted);
            context.Response.ContentType = TextFormat;
            context.Response.ContentLength = text.Length;
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        }
        catch (ScrapeFailedException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
    }
}
