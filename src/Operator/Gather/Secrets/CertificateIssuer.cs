using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using October.Operator.Decide.Certificates;
using October.Operator.Desired.Model;

namespace October.Operator.Gather.Secrets;

/// <summary>Makes certificates for redis. Each is signed by a new authority, whose key is forgotten at once: it can sign nothing else.</summary>
internal static class CertificateIssuer
{
    /// <summary>A certificate for redis of an app.</summary>
    /// <param name="app">The app.</param>
    /// <param name="now">The present time.</param>
    public static SignedCertificate Issue(AppIdentity app, DateTimeOffset now)
    {
        var (start, end) = (now - CertificateRenewal.Backdate, now + CertificateRenewal.Validity);
        var serial = RandomNumberGenerator.GetBytes(16);
        // Positive, as RFC 5280 4.1.2.2 demands.
        serial[0] &= 0x7f;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Authority($"CN=October redis authority {Convert.ToHexStringLower(serial)[..16]}", authorityKey).CreateSelfSigned(start, end);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Server(app, key, authority).Create(authority, start, end, serial);
        return new SignedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), authority.ExportCertificatePem());
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static CertificateRequest Server(AppIdentity app, ECDsa key, X509Certificate2 authority)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names.RedisHosts(app))
            names.AddDnsName(name);
        var request = new CertificateRequest("CN=October redis", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // id-kp-serverAuth
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        return request;
    }
}
