using October.Api.Health;

namespace October.Api.Http;

/// <summary>
/// Closes each connection with its answer while the api stops: a proxy that keeps it would send its next request to a closed door, and may not repeat each
/// one.
/// </summary>
internal sealed class LastAnswers(RequestDelegate next, StopProgress stop)
{
    public Task InvokeAsync(HttpContext http)
    {
        // Later versions of HTTP have another way, and the server knows it.
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Response.OnStarting(
                static state =>
                {
                    var (http, stop) = ((HttpContext, StopProgress))state;
                    if (stop.HasBegun)
                        http.Response.Headers.Connection = "close";
                    return Task.CompletedTask;
                },
                (http, stop));
        return next(http);
    }
}
