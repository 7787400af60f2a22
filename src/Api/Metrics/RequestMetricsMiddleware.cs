namespace October.Api.Metrics;

/// <summary>Measures every request, those that end in an exception, too.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, RequestMetrics metrics, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var start = time.GetTimestamp();
        // Taken here, for the exception handler takes the endpoint away.
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
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
