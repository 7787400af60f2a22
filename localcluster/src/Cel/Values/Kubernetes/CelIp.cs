using System.Net;
using System.Net.Sockets;

namespace October.LocalCluster.Cel.Values.Kubernetes;

/// <summary>An IP address, in the strict form: no zone, no leading zeros, no IPv4 within IPv6.</summary>
internal sealed record CelIp(IPAddress Address)
{
    public bool IsV4 => Address.AddressFamily == AddressFamily.InterNetwork;

    public static CelIp? Parse(string text)
    {
        if (text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var address))
            return null;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return address.ToString() == text ? new CelIp(address) : null;
        return address.IsIPv4MappedToIPv6 ? null : new CelIp(address);
    }

    public override string ToString() => Address.ToString();
}
