using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace October.Tasks.Redis.Connections;

/// <summary>How the certificates of a TLS connection are checked and shown, as the options <c>ssl_…</c> of redis-py say.</summary>
internal static class ServerCertificate
{
    /// <summary>Applies the settings. The files are read at each connection, so that they may be replaced.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file has no certificate, or no key.</exception>
    public static void Apply(RedisSettings settings, ConfigurationOptions options)
    {
        if (Own(settings) is { } own)
            options.CertificateSelection += (_, _, _, _, _) => own;
        var roots = Roots(settings);
        options.CertificateValidation += (_, presented, chain, errors) => IsTrusted(settings, roots, presented, chain, errors);
    }

    /// <summary>The same for a connection without the library.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file has no certificate, or no key.</exception>
    public static SslClientAuthenticationOptions Options(RedisSettings settings)
    {
        var roots = Roots(settings);
        return new SslClientAuthenticationOptions
        {
            TargetHost = settings.Host,
            ClientCertificates = Own(settings) is { } own ? [own] : null,
            RemoteCertificateValidationCallback = (_, presented, chain, errors) => IsTrusted(settings, roots, presented, chain, errors),
        };
    }

    private static X509Certificate2? Own(RedisSettings settings) =>
        settings.CertificateFile is { } file ? X509Certificate2.CreateFromPemFile(file, settings.KeyFile) : null;

    private static X509Certificate2Collection Roots(RedisSettings settings)
    {
        var roots = new X509Certificate2Collection();
        if (settings.CaFile is { } file)
        {
            roots.ImportFromPemFile(file);
            if (roots.Count == 0)
                throw new CryptographicException($"{file} has no certificate");
        }

        return roots;
    }

    private static bool IsTrusted(
        RedisSettings settings, X509Certificate2Collection roots, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!settings.CheckCertificate)
            return true;
        if (!settings.CheckHostname)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (roots.Count == 0 || presented is null)
            return errors == SslPolicyErrors.None;
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(roots);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var certificate = X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        return own.Build(certificate);
    }
}
