using System.Security.Cryptography;
using System.Text;
using October.Api.Errors;

namespace October.Api.Security;

/// <summary>Asks for the API key, when there is one.</summary>
internal static class ApiKeyFilter
{
    private const string Bearer = "Bearer ";

    public static RouteGroupBuilder AddApiKey(this RouteGroupBuilder group, string? key)
    {
        if (key is null)
            return group;
        var expected = Hash(key);
        group.AddEndpointFilter(async (context, next) =>
        {
            if (Shown(context.HttpContext.Request) is { } shown && CryptographicOperations.FixedTimeEquals(Hash(shown), expected))
                return await next(context);
            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer realm=\"october\"";
            return Problem.Unauthorized();
        });
        return group;
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers["X-API-Key"] is [{ Length: > 0 } key])
            return key;
        return request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;
    }

    /// <summary>Of equal length, so that comparing takes equal time.</summary>
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
