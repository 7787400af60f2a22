using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>A certificate authority for one run, and the server certificate that it signed.</summary>
/// <param name="AuthorityPem">The authority's certificate, for the kubeconfig.</param>
/// <param name="Server">The server's certificate with its key.</param>
internal sealed record LocalCertificates(string AuthorityPem, X509Certificate2 Server)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static LocalCertificates Create(IPAddress address, DateTimeOffset now)
    {
        var (from, to) = (now.AddDays(-1), now.AddYears(2));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=local-cluster-ca", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var authority = authorityRequest.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=local-cluster-apiserver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        using var signed = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(12));
        return new LocalCertificates(authority.ExportCertificatePem(), signed.CopyWithPrivateKey(key));
    }
}
