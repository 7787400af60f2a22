using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Models;
using October.Operator.Decide.Certificates;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;
using October.Operator.Messages;
using October.Operator.Reconcile.Model;
using October.Runtime.Api;
using October.Runtime.Engine;

namespace October.Operator.Gather.Secrets;

/// <summary>
/// Reads the Secrets with redis' certificate that revisions need. What the API server has counts: a certificate in use must not be made anew.
/// </summary>
/// <param name="api">Where the Secrets are read.</param>
/// <param name="issued">cert-manager's Certificates, which say why one is not there.</param>
internal sealed class CertificateReader(IKubeApi api, OptionalKind<V1Certificate> issued)
{
    /// <summary>Reads those of these names; none where no revision needs one.</summary>
    /// <param name="app">The app.</param>
    /// <param name="names">Names of Secrets.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<ObservedCertificates> ReadAsync(AppIdentity app, IEnumerable<string> names, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (read, host) = (new ObservedCertificates(), Names.Component(app, Names.Redis));
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            var secret = await api.GetAsync<V1Secret>(app.Namespace, name, cancellationToken);
            if (name == Names.RedisCertificate(app))
            {
                var kept = CertificateSecret.Read(secret);
                var step = CertificateRenewal.Step(kept, host, now);
                read = read with { Own = CertificateRenewal.Apply(step, kept, () => CertificateIssuer.Issue(app, now)), Step = step };
                read = read with { ByName = read.ByName.Add(name, Of(read.Own, host)) };
            }
            else
            {
                read = read with { ByName = read.ByName.Add(name, secret is null ? Missing(app, name) : Of(secret, host)) };
            }
        }

        return read;
    }

    /// <summary>What a Secret has. Pure.</summary>
    /// <param name="secret">The Secret.</param>
    /// <param name="host">What clients know redis as.</param>
    public static RedisCertificate Of(V1Secret secret, string host) =>
        CertificateSecret.Read(secret) is { } certificate ? Of(certificate, host) : new RedisCertificate("must have tls.crt, tls.key and ca.crt");

    private static RedisCertificate Of(OwnCertificate content, string host)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(content.Chain, content.Key);
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(content.Authorities);
            var count = roots.Count;
            foreach (var root in roots)
                root.Dispose();
            return count == 0 ? new RedisCertificate("has no certificate in ca.crt")
                : !certificate.MatchesHostname(host) ? new RedisCertificate($"has a certificate that is not for {host}")
                : new RedisCertificate(
                    null, certificate.Thumbprint, content.Authorities, new DateTimeOffset(certificate.NotAfter).ToUniversalTime());
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return new RedisCertificate("has a tls.crt, tls.key or ca.crt that cannot be read, or a key of another certificate");
        }
    }

    private RedisCertificate Missing(AppIdentity app, string name)
    {
        if (name != Names.IssuedCertificate(app))
            return new RedisCertificate("does not exist");
        if (!issued.IsInstalled)
            return new RedisCertificate(
                "is for cert-manager to write, which is not installed: install it, or remove spec.redis.tls.issuerRef, and the operator makes a certificate");
        var said = issued.Store.Get(new NamespacedName(app.Namespace, Names.Component(app, Names.Redis)))?.Problem();
        return new RedisCertificate($"is not written by cert-manager yet{(said is null ? "" : $": {Bounded.Text(said)}")}");
    }
}
