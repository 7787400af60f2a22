using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace October.Operator.Execute.Redis;

/// <summary>Judges a server's certificate by authorities of the app's own.</summary>
internal static class PrivateAuthorities
{
    /// <summary>Whether it comes from one of them, is for this host, and holds now.</summary>
    public static bool Trust(string authorities, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        if (presented is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.ImportFromPem(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var certificate = X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        return own.Build(certificate);
    }
}
