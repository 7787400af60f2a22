using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using October.Operator.Desired.Model;
using October.Runtime.Api;

namespace October.Operator.Gather.Secrets;

/// <summary>Reads the Secrets with redis' certificate that revisions name.</summary>
internal sealed class CertificateReader(IKubeApi api)
{
    /// <summary>By name; none where no revision names one.</summary>
    /// <param name="app">The app.</param>
    /// <param name="names">Names of Secrets.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<IReadOnlyDictionary<string, RedisCertificate>> ReadAsync(AppIdentity app, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var read = ImmutableDictionary<string, RedisCertificate>.Empty;
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            read = read.Add(name, Of(await api.GetAsync<V1Secret>(app.Namespace, name, cancellationToken), Names.Component(app, Names.Redis)));
        return read;
    }

    /// <summary>What a Secret has. Pure.</summary>
    /// <param name="secret">The Secret; null where there is none.</param>
    /// <param name="host">What clients know redis as.</param>
    public static RedisCertificate Of(V1Secret? secret, string host)
    {
        if (secret is null)
            return new RedisCertificate("does not exist");
        if (Text(secret, "tls.crt") is not { } chain || Text(secret, "tls.key") is not { } key || Text(secret, "ca.crt") is not { } authorities)
            return new RedisCertificate("must have tls.crt, tls.key and ca.crt");
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(chain, key);
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(authorities);
            return roots.Count == 0 ? new RedisCertificate("has no certificate in ca.crt")
                : !certificate.MatchesHostname(host) ? new RedisCertificate($"has a certificate that is not for {host}")
                : new RedisCertificate(null, certificate.Thumbprint, authorities, new DateTimeOffset(certificate.NotAfter).ToUniversalTime());
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return new RedisCertificate("has a tls.crt, tls.key or ca.crt that cannot be read, or a key of another certificate");
        }
    }

    private static string? Text(V1Secret secret, string key) =>
        secret.Data?.TryGetValue(key, out var value) == true && value.Length > 0 ? Encoding.UTF8.GetString(value) : null;
}
