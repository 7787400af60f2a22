using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace October.Operator.Execute;

/// <summary>A certificate of an authority of its own, in PEM.</summary>
internal sealed record TestCertificate(string Chain, string Key, string Authority)
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TestCertificate For(string host, DateTimeOffset? end = null)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(Start, End);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        names.AddIpAddress(IPAddress.Loopback);
        var own = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        own.CertificateExtensions.Add(names.Build());
        using var certificate = own.Create(authority, Start, end ?? End, RandomNumberGenerator.GetBytes(8));
        return new TestCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), authority.ExportCertificatePem());
    }
}
