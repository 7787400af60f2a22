using System.Net;
using System.Net.Sockets;

namespace October.Api.Security;

/// <summary>Who sends a request: whoever has a key, or, without one, whoever has an address. What a header says of the address anybody may write.</summary>
/// <param name="Key">Its key; null for none.</param>
/// <param name="Address">The other end of the connection, where there is no key: an ingress controller for all that comes through it.</param>
internal sealed record Caller(string? Key, IPAddress? Address)
{
    /// <summary>Of the 16 bytes of an address of IPv6, those that are the network's. The others whoever is in it may choose.</summary>
    private const int Network = 8;

    public static Caller Of(HttpContext http, ApiKey? key) =>
        key is null ? new Caller(null, Assigned(http.Connection.RemoteIpAddress)) : new Caller(Convert.ToHexString(key.Digest), null);

    /// <summary>What is given to one caller: an address of IPv4, also as IPv6 writes it, or a network of IPv6.</summary>
    private static IPAddress? Assigned(IPAddress? address)
    {
        if (address is null)
            return null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Network).Clear();
        return new IPAddress(bytes);
    }
}
