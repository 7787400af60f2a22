using October.Api.Health;

namespace October.Api.Http;

/// <summary>
/// Closes each connection with its answer while the api stops: a proxy that keeps it would send its next request to a closed door, and may not repeat each
/// one. What came before the stop and is still waited for, the server closes itself.
/// </summary>
internal sealed class LastAnswers(RequestDelegate next, StopProgress stop)
{
    public Task InvokeAsync(HttpContext http)
    {
        // Later versions of HTTP have another way, and the server knows it.
        if (stop.HasBegun && HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Response.Headers.Connection = "close";
        return next(http);
    }
}
