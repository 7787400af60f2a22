using October.Api.Errors;

namespace October.Api.Security;

/// <summary>
/// Refuses what a page of another site could have a browser send without asking first: a change in a content type that forms have, or in none. JSON is
/// asked for first, and this api allows no other site. Programs send neither <c>Origin</c> nor <c>Sec-Fetch-Site</c>, and may use any content type.
/// </summary>
internal sealed class CrossSiteMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) => IsPossible(http.Request) ? Problem.NotJson().ExecuteAsync(http) : next(http);

    private static bool IsPossible(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && !request.HasJsonContentType()
        // A page cannot set it; our own has buttons that send nothing.
        && request.Headers["Sec-Fetch-Site"] != "same-origin"
        && (request.Headers.Origin.Count > 0 || request.Headers.ContainsKey("Sec-Fetch-Site"));
}
