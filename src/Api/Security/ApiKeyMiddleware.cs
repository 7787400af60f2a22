using System.Security.Cryptography;
using System.Text;
using October.Api.Errors;

namespace October.Api.Security;

/// <summary>
/// Requires the API key, when there is one, of every request except those to endpoints that are open to all: what is added later is closed until it says
/// otherwise.
/// </summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, string key)
{
    private const string Bearer = "Bearer ";

    private readonly byte[] _expected = Hash(string.IsNullOrWhiteSpace(key) ? throw new ArgumentException("The key is blank.", nameof(key)) : key);

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null)
            return next(http);
        if (Given(http.Request) is { } given && CryptographicOperations.FixedTimeEquals(Hash(given), _expected))
            return next(http);
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"october\"";
        return Problem.Unauthorized().ExecuteAsync(http);
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

    /// <summary>Of equal length, so that comparing takes equal time.</summary>
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
