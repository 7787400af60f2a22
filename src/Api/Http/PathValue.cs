using Microsoft.AspNetCore.Http.Features;

namespace October.Api.Http;

/// <summary>The last segment of a path as the caller meant it.</summary>
internal static class PathValue
{
    /// <summary>
    /// The server decodes a path except for <c>%2F</c>, so that what it decoded to <c>%2F</c> may have been <c>%252F</c> as well: then the request's own line
    /// is looked at.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="decoded">The segment as the server decoded it.</param>
    public static string Last(HttpContext http, string decoded)
    {
        if (!decoded.Contains("%2F", StringComparison.OrdinalIgnoreCase) || http.Features.Get<IHttpRequestFeature>()?.RawTarget is not { Length: > 0 } target)
            return decoded;
        var path = target.Split('?', 2)[0].TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
