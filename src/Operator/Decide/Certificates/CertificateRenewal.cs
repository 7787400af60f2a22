using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using October.Operator.Decide.Events;

namespace October.Operator.Decide.Certificates;

/// <summary>
/// Renews the certificate that the operator makes for redis, in two steps: clients first get the authority of the next certificate beside that of the present
/// one, and redis serves with the next once every kubelet has brought them the file. Each certificate has an authority of its own, so that no key of an
/// authority is kept. Pure.
/// </summary>
internal static class CertificateRenewal
{
    /// <summary>How long a certificate is valid. It is renewed after two thirds of that.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(365);

    /// <summary>A certificate is valid from that long before it was made: clocks differ.</summary>
    public static readonly TimeSpan Backdate = TimeSpan.FromHours(1);

    /// <summary>A kubelet brings a changed Secret to its pods within its sync period and the lifetime of its cache: about two minutes by default.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    /// <summary>What to do now.</summary>
    /// <param name="kept">What the Secret has; null where there is none, or it lacks a part.</param>
    /// <param name="host">What clients know redis as.</param>
    /// <param name="now">The present time.</param>
    public static RenewalStep Step(OwnCertificate? kept, string host, DateTimeOffset now)
    {
        if (kept is null)
            return RenewalStep.Issue;
        using var present = Read(kept.Chain, kept.Key);
        using var next = Read(kept.NextChain, kept.NextKey);
        var (isUsable, isAnnounced) = (IsUsable(present, kept, host, now), IsUsable(next, kept, host, now));
        if (isAnnounced && (now >= ServeAt(next!) || !isUsable))
            return RenewalStep.Serve;
        return !isUsable ? RenewalStep.Issue : isAnnounced || now < RenewAt(present!) ? RenewalStep.Keep : RenewalStep.Announce;
    }

    /// <summary>What the Secret has afterwards.</summary>
    /// <param name="step">What to do.</param>
    /// <param name="kept">What it has now.</param>
    /// <param name="fresh">A new certificate; made only where <paramref name="step"/> needs one.</param>
    public static OwnCertificate Apply(RenewalStep step, OwnCertificate? kept, Func<SignedCertificate> fresh)
    {
        switch (step)
        {
            case RenewalStep.Issue:
                var first = fresh();
                return new OwnCertificate(first.Chain, first.Key, first.Authority);
            case RenewalStep.Announce:
                var next = fresh();
                using (var present = Read(kept!.Chain, kept.Key))
                    return kept with
                    {
                        Authorities = $"{AuthorityOf(present!, kept.Authorities)}\n{next.Authority}",
                        NextChain = next.Chain,
                        NextKey = next.Key,
                    };
            case RenewalStep.Serve:
                return new OwnCertificate(kept!.NextChain!, kept.NextKey!, kept.Authorities);
            default:
                return kept!;
        }
    }

    /// <summary>When there is something to do next.</summary>
    /// <param name="certificate">What the Secret has, which can be read.</param>
    public static DateTimeOffset NextAt(OwnCertificate certificate)
    {
        using var next = Read(certificate.NextChain, certificate.NextKey);
        if (next is not null)
            return ServeAt(next);
        using var present = Read(certificate.Chain, certificate.Key)!;
        return RenewAt(present);
    }

    /// <summary>What is published of it; null for nothing.</summary>
    /// <param name="step">What was done.</param>
    /// <param name="secret">Name of the Secret.</param>
    /// <param name="certificate">What redis serves with now.</param>
    public static Transition? Event(RenewalStep step, string secret, RedisCertificate certificate) => step switch
    {
        RenewalStep.Issue => Event("CertificateIssued", $"Made a certificate for redis in Secret {secret}", certificate),
        RenewalStep.Serve => Event("CertificateRenewed", $"Renewed the certificate of redis in Secret {secret}, with which redis starts again", certificate),
        _ => null,
    };

    private static Transition Event(string reason, string what, RedisCertificate certificate) =>
        new(false, reason, $"{what}; it is valid until {certificate.NotAfter:yyyy-MM-dd'T'HH:mm:ss'Z'}", "")
        {
            Action = "RenewCertificate",
            Key = $"{reason}/{certificate.Digest}",
        };

    private static bool IsUsable(X509Certificate2? certificate, OwnCertificate kept, string host, DateTimeOffset now) =>
        certificate is not null && certificate.MatchesHostname(host) && now < End(certificate) && AuthorityOf(certificate, kept.Authorities) is not null;

    private static DateTimeOffset RenewAt(X509Certificate2 certificate)
    {
        var start = Start(certificate);
        return start + ((End(certificate) - start) * 2 / 3);
    }

    private static DateTimeOffset ServeAt(X509Certificate2 next) => Start(next) + Backdate + Overlap;

    private static DateTimeOffset Start(X509Certificate2 certificate) => new DateTimeOffset(certificate.NotBefore).ToUniversalTime();

    private static DateTimeOffset End(X509Certificate2 certificate) => new DateTimeOffset(certificate.NotAfter).ToUniversalTime();

    /// <summary>The authority, in PEM, of the name that has signed the certificate; null for none. Each has a name of its own.</summary>
    private static string? AuthorityOf(X509Certificate2 certificate, string authorities)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(authorities);
            return found.FirstOrDefault(one => one.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))?.ExportCertificatePem();
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            foreach (var one in found)
                one.Dispose();
        }
    }

    private static X509Certificate2? Read(string? chain, string? key)
    {
        if (chain is null || key is null)
            return null;
        try
        {
            return X509Certificate2.CreateFromPem(chain, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
