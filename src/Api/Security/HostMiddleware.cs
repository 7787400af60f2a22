using System.Net;
using October.Api.Errors;

namespace October.Api.Security;

/// <summary>
/// Refuses requests for a host that the api is not known as. A page of another site can have its own name resolve to the api's address, and is then, for its
/// browser, of the same site. What is an address, or localhost, is nobody's own name.
/// </summary>
internal sealed class HostMiddleware(RequestDelegate next, ApiSettings settings)
{
    public Task InvokeAsync(HttpContext http) => IsKnown(http.Request.Host.Host) ? next(http) : Problem.OtherHost().ExecuteAsync(http);

    /// <summary>Browsers always name a host.</summary>
    private bool IsKnown(string host) =>
        host.Length == 0
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.AsSpan().TrimStart('[').TrimEnd(']'), out _)
        || settings.Hosts.Any(known => Is(host.TrimEnd('.'), known));

    private static bool Is(string host, string known) => known switch
    {
        "*" => true,
        ['*', .. var suffix] => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && host.Length > suffix.Length,
        _ => host.Equals(known, StringComparison.OrdinalIgnoreCase),
    };
}
