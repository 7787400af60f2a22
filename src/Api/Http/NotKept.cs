namespace October.Api.Http;

/// <summary>
/// Has nobody between the api and its caller keep an answer: the same request has another one in a moment, and another caller may not have it. The parts of
/// the documentation's page are the same for everybody.
/// </summary>
internal sealed class NotKept(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (!IsPartOfPage(http.Request.Path))
            http.Response.Headers.CacheControl = "no-store";
        return next(http);
    }

    private static bool IsPartOfPage(PathString path) => path.StartsWithSegments("/docs", out var part) && part.Value is { Length: > 1 };
}
