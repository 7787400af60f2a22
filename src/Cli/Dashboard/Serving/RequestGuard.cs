using System.Security.Cryptography;
using System.Text;

namespace October.Cli.Dashboard.Serving;

/// <summary>
/// Who may use the page: whoever has the key that was printed at start, from this page only. Pure. Other pages in the same browser can send requests to a
/// loopback port, also under a name of their own that resolves to it (DNS rebinding), and so can other users of the machine.
/// </summary>
/// <param name="key">The key.</param>
/// <param name="origins">Where the page is served, such as <c>http://127.0.0.1:8081</c>.</param>
internal sealed class RequestGuard(string key, IReadOnlyCollection<string> origins)
{
    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes(key));
    private readonly HashSet<string> _hosts = [.. origins.Select(origin => new Uri(origin).Authority)];

    /// <summary>The request names this server by a name of its own.</summary>
    public bool IsOurs(string? host) => host is not null && _hosts.Contains(host);

    /// <summary>The request comes from this page, or from a program that is no browser.</summary>
    /// <param name="origin">The header Origin, which browsers send with every POST.</param>
    /// <param name="fetchSite">The header Sec-Fetch-Site.</param>
    /// <param name="changes">It is to change something: then the origin must be there.</param>
    public bool IsFromHere(string? origin, string? fetchSite, bool changes) =>
        (origin is null ? !changes : origins.Contains(origin)) && (fetchSite is null or "same-origin" or "none");

    /// <summary>Whether the request shows the key.</summary>
    public bool IsAuthorized(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization["Bearer ".Length..])), _key);
}
