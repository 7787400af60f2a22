using Microsoft.Net.Http.Headers;

namespace October.Api.Http;

/// <summary>
/// Has nobody between the api and its caller keep an answer: the same request has another one in a moment, and another caller may not have it. What says
/// itself how it may be kept, as the parts of the documentation's page do, stays as it is.
/// </summary>
internal sealed class NotKept(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                if (headers.CacheControl.Count == 0 && !headers.ContainsKey(HeaderNames.ETag))
                    headers.CacheControl = "no-store";
                return Task.CompletedTask;
            },
            http);
        return next(http);
    }
}
