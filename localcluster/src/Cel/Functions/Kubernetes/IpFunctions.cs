using October.LocalCluster.Cel.Values;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' IP and CIDR libraries.</summary>
internal static class IpFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Globals { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["isIP"] = static (_, args) => args is [string text] ? CelIp.Parse(text) is not null : throw CelException.NoSuchOverload(),
        ["ip"] = static (_, args) => args is [string text] ? Ip(text) : throw CelException.NoSuchOverload(),
        ["ip.isCanonical"] = static (_, args) => args is [string text] ? Ip(text).ToString() == text : throw CelException.NoSuchOverload(),
        ["isCIDR"] = static (_, args) => args is [string text] ? CelCidr.Parse(text) is not null : throw CelException.NoSuchOverload(),
        ["cidr"] = static (_, args) => args is [string text] ? Cidr(text) : throw CelException.NoSuchOverload(),
    };

    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["family"] = static (_, args) => args is [CelIp ip] ? ip.IsV4 ? 4L : 6L : throw CelException.NoSuchOverload(),
        ["isUnspecified"] = Test(static (bytes, v4) => bytes.All(static b => b == 0)),
        ["isLoopback"] = Test(static (bytes, v4) => v4 ? bytes[0] == 127 : bytes[..15].All(static b => b == 0) && bytes[15] == 1),
        ["isLinkLocalMulticast"] = Test(static (bytes, v4) => v4 ? bytes is [224, 0, 0, _] : bytes[0] == 0xff && (bytes[1] & 0x0f) == 2),
        ["isLinkLocalUnicast"] = Test(static (bytes, v4) => v4 ? bytes is [169, 254, ..] : bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80),
        ["isGlobalUnicast"] = Test(IsGlobalUnicast),
        ["containsIP"] = static (_, args) => args switch
        {
            [CelCidr cidr, string text] => cidr.Contains(Ip(text)),
            [CelCidr cidr, CelIp ip] => cidr.Contains(ip),
            _ => throw CelException.NoSuchOverload(),
        },
        ["containsCIDR"] = static (_, args) => args switch
        {
            [CelCidr cidr, string text] => cidr.Contains(Cidr(text)),
            [CelCidr cidr, CelCidr other] => cidr.Contains(other),
            _ => throw CelException.NoSuchOverload(),
        },
        ["ip"] = static (_, args) => args is [CelCidr cidr] ? cidr.Ip : throw CelException.NoSuchOverload(),
        ["masked"] = static (_, args) => args is [CelCidr cidr] ? cidr with { Ip = cidr.Masked } : throw CelException.NoSuchOverload(),
        ["prefixLength"] = static (_, args) => args is [CelCidr cidr] ? (long)cidr.PrefixLength : throw CelException.NoSuchOverload(),
    };

    private static CelIp Ip(string text) =>
        CelIp.Parse(text)
        ?? throw new CelException($"IP Address \"{text}\" parse error during conversion from string: ParseAddr(\"{text}\"): unable to parse IP");

    private static CelCidr Cidr(string text) =>
        CelCidr.Parse(text) ?? throw new CelException("network address parse error during conversion from string");

    private static CelFunction Test(Func<byte[], bool, bool> test) => (_, args) =>
        args is [CelIp ip] ? test(ip.Address.GetAddressBytes(), ip.IsV4) : throw CelException.NoSuchOverload();

    /// <summary>As Go's <c>netip.Addr.IsGlobalUnicast</c>, to which private addresses belong.</summary>
    private static bool IsGlobalUnicast(byte[] bytes, bool v4) => v4
        ? bytes is not ([0, 0, 0, 0] or [255, 255, 255, 255] or [127, ..] or [169, 254, ..] or [>= 224 and <= 239, ..])
        : bytes[0] != 0xff && !(bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) && !bytes[..15].All(static b => b == 0);
}
