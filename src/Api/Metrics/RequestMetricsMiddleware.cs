using System.Diagnostics;

namespace October.Api.Metrics;

/// <summary>Measures every request, those that end in an exception, too, and tells its span the route.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, RequestMetrics metrics, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var start = time.GetTimestamp();
        // Taken here, for the exception handler takes the endpoint away.
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        if (Activity.Current is { Recorded: true } span)
            span.SetTag("http.route", route);
        try
        {
            await next(http);
        }
        finally
        {
            metrics.Record(http.Request.Method, route, http.Response.StatusCode, time.GetElapsedTime(start));
        }
    }
}
