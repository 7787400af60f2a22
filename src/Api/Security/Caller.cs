using System.Net;

namespace October.Api.Security;

/// <summary>Who sends a request: whoever has a key, or, without one, whoever has an address. What a header says of the address anybody may write.</summary>
/// <param name="Key">Its key; null for none.</param>
/// <param name="Address">The other end of the connection, where there is no key: an ingress controller for all that comes through it.</param>
internal sealed record Caller(string? Key, IPAddress? Address)
{
    public static Caller Of(HttpContext http, ApiKey? key) =>
        key is null ? new Caller(null, http.Connection.RemoteIpAddress) : new Caller(Convert.ToHexString(key.Digest), null);
}
