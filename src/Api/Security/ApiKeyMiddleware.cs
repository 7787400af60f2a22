using October.Api.Errors;

namespace October.Api.Security;

/// <summary>
/// Requires a key of every request except those to endpoints that are open to all, and of the key the role that the endpoint names: what is added later is
/// closed to all but keys for everything until it says otherwise. Counts the requests of each caller.
/// </summary>
/// <param name="next">What comes behind it.</param>
/// <param name="ring">The keys; null where none is required.</param>
/// <param name="limit">The requests of one caller; null for any number.</param>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiKeyRing? ring, RateLimit? limit)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        var isOpen = endpoint?.Metadata.GetMetadata<OpenToAll>() is not null;
        var given = ring is null ? null : Given(http.Request);
        if (isOpen && given is null)
            return next(http);
        var key = given is null ? null : ring!.Find(given);
        // Wrong keys count, too: as those of an address.
        var isTooMany = limit?.TryTake(Caller.Of(http, key)) == false;
        if (isOpen)
        {
            // Who guesses too often is told as little as without a key.
            http.Features.Set(isTooMany ? null : key);
            return next(http);
        }

        if (isTooMany)
            return Problem.TooManyRequests(http).ExecuteAsync(http);
        if (ring is null)
            return next(http);
        if (key is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"october\"";
            return Problem.Unauthorized().ExecuteAsync(http);
        }

        // Where there is no endpoint there is nothing but a 404.
        var role = endpoint is null ? Role.None : endpoint.Metadata.GetMetadata<RequiredRole>()?.Role ?? Role.All;
        http.Features.Set(key);
        return key.Roles.HasFlag(role) ? next(http) : Problem.LacksRole(role & ~key.Roles).ExecuteAsync(http);
    }

    /// <summary>The key that the caller shows; null for none or a blank one.</summary>
    private static string? Given(HttpRequest request)
    {
        if (request.Headers["X-API-Key"] is [{ Length: > 0 } key])
            return string.IsNullOrWhiteSpace(key) ? null : key;
        return request.Headers.Authorization is [{ } header]
            && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && header[Bearer.Length..].Trim() is { Length: > 0 } token
            ? token
            : null;
    }
}
