using System.Collections.Frozen;

namespace October.Runtime.Api;

/// <summary>
/// Which headers of others may go over a connection that has our credentials. Those that say who asks, or what becomes of the connection, never do
/// (kubernetes.io/docs/reference/access-authn-authz/authentication, "User impersonation" and "Authenticating proxy").
/// </summary>
public static class ForwardedHeaders
{
    private static readonly FrozenSet<string> Allowed = new[]
    {
        "Accept", "Accept-Language", "Cache-Control", "Content-Encoding", "Content-Language", "Content-Type", "If-Match", "If-Modified-Since", "If-None-Match",
        "Origin", "Prefer", "Range", "Referer", "traceparent", "tracestate", "User-Agent",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The header may be forwarded.</summary>
    public static bool IsAllowed(string name) =>
        Allowed.Contains(name)
        || (name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("X-Remote-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("X-Stream-", StringComparison.OrdinalIgnoreCase));
}
