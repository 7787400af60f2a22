using System.Globalization;
using System.Net;

namespace October.LocalCluster.Cel.Values.Kubernetes;

/// <summary>An address with the length of its prefix. The address may have bits beyond the prefix.</summary>
internal sealed record CelCidr(CelIp Ip, int PrefixLength)
{
    public static CelCidr? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || CelIp.Parse(text[..slash]) is not { } ip)
            return null;
        return int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= (ip.IsV4 ? 32 : 128) && length.ToString(CultureInfo.InvariantCulture) == text[(slash + 1)..]
            ? new CelCidr(ip, length)
            : null;
    }

    public CelIp Masked
    {
        get
        {
            var bytes = Ip.Address.GetAddressBytes();
            for (var bit = PrefixLength; bit < bytes.Length * 8; bit++)
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            return new CelIp(new IPAddress(bytes));
        }
    }

    public bool Contains(CelIp ip) => ip.IsV4 == Ip.IsV4 && new CelCidr(ip, PrefixLength).Masked.Equals(Masked);

    public bool Contains(CelCidr other) => other.PrefixLength >= PrefixLength && Contains(other.Masked);

    public override string ToString() => $"{Ip}/{PrefixLength}";
}
