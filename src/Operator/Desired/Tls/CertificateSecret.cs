using System.Text;
using k8s.Models;
using October.Operator.Decide.Certificates;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Tls;

/// <summary>The Secret with the certificate that the operator makes for redis.</summary>
internal static class CertificateSecret
{
    public const string Chain = "tls.crt";
    public const string Key = "tls.key";
    public const string Authorities = "ca.crt";
    public const string NextChain = "next.crt";
    public const string NextKey = "next.key";

    public static IEnumerable<V1Secret> Render(DesiredInput input) => input.OwnCertificate is not { } certificate ? [] :
    [
        new V1Secret
        {
            Metadata = Meta.Of(input.App, Names.RedisCertificate(input.App), Names.Redis),
            Type = "Opaque",
            Data = new (string Key, string? Value)[]
                {
                    (Chain, certificate.Chain), (Key, certificate.Key), (Authorities, certificate.Authorities), (NextChain, certificate.NextChain),
                    (NextKey, certificate.NextKey),
                }
                .Where(item => item.Value is not null)
                .ToDictionary(item => item.Key, item => Encoding.UTF8.GetBytes(item.Value!)),
        },
    ];

    /// <summary>What a Secret has; null where a part is missing.</summary>
    public static OwnCertificate? Read(V1Secret? secret)
    {
        return Text(Chain) is { } chain && Text(Key) is { } key && Text(Authorities) is { } authorities
            ? new OwnCertificate(chain, key, authorities) { NextChain = Text(NextChain), NextKey = Text(NextKey) }
            : null;

        string? Text(string name) => secret?.Data?.TryGetValue(name, out var value) == true && value.Length > 0 ? Encoding.UTF8.GetString(value) : null;
    }
}
