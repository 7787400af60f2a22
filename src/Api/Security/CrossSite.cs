namespace October.Api.Security;

/// <summary>
/// Recognizes requests that a page of another site can make a browser send without that this site is asked first: those whose content type is not JSON.
/// Programs other than browsers send neither <c>Origin</c> nor <c>Sec-Fetch-Site</c>, so that <c>curl -d</c> needs no content type.
/// </summary>
internal static class CrossSite
{
    public static bool IsPossible(HttpRequest request) =>
        (request.Headers.Origin.Count > 0 || request.Headers.ContainsKey("Sec-Fetch-Site")) && !request.HasJsonContentType();
}
