using October.Api.Errors;

namespace October.Api.Security;

/// <summary>
/// Requires a key of every request except those to endpoints that are open to all, and of the key the role that the endpoint names: what is added later is
/// closed to all but keys for everything until it says otherwise. Counts the requests of each caller.
/// </summary>
/// <param name="next">What comes behind it.</param>
/// <param name="ring">The keys; null where none is required.</param>
/// <param name="rate">The requests of one caller in a second; null for any number.</param>
/// <param name="limit">Those that are under way; null for any number.</param>
internal sealed class ApiKeyMiddleware(RequestDelegate next, ApiKeyRing? ring, RateLimit? rate, RequestLimit? limit)
{
    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        var given = ring is null ? null : Given(http.Request);
        var key = given is null ? null : ring!.Find(given);
        var caller = Caller.Of(http, key);
        if (endpoint?.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            // Who guesses too often is told as little as without a key: wrong ones count as those of an address.
            http.Features.Set(given is null || rate?.TryTake(caller) == false ? null : key);
            await next(http);
            return;
        }

        using var turn = limit?.Begin(caller);
        if (turn is { IsAcquired: false })
            await Problem.TooManyAtOnce(http).ExecuteAsync(http);
        else if (rate?.TryTake(caller) == false)
            await Problem.TooManyRequests(http).ExecuteAsync(http);
        else if (ring is null)
            await next(http);
        else if (key is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"october\"";
            await Problem.Unauthorized().ExecuteAsync(http);
        }
        else
        {
            // Where there is no endpoint there is nothing but a 404.
            var role = endpoint is null ? Role.None : endpoint.Metadata.GetMetadata<RequiredRole>()?.Role ?? Role.All;
            http.Features.Set(key);
            await (key.Roles.HasFlag(role) ? next(http) : Problem.LacksRole(role & ~key.Roles).ExecuteAsync(http));
        }
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
