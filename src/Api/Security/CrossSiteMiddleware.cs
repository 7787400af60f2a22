using October.Api.Errors;

namespace October.Api.Security;

/// <summary>
/// Refuses what a page of another site could have a browser send without asking first: a change in a content type that forms have, or in none. JSON is
/// asked for first, and this api allows no other site. Programs send no <c>Origin</c>, and may use any content type.
/// </summary>
internal sealed class CrossSiteMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        return HttpMethods.IsPost(request.Method) && request.Headers.Origin.Count > 0 && !request.HasJsonContentType()
            ? Problem.NotJson().ExecuteAsync(http)
            : next(http);
    }
}
