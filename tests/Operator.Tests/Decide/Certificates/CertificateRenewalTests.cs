using System.Security.Cryptography.X509Certificates;
using CsCheck;
using October.Operator.Desired.Model;
using October.Operator.Execute;
using October.Operator.Gather.Secrets;

namespace October.Operator.Decide.Certificates;

/// <summary>Who has read the authorities in time trusts what redis serves with, at every moment.</summary>
public sealed class CertificateRenewalTests
{
    private const string Host = "shop-redis";

    private static readonly AppIdentity App = new("october", "shop", "00000000-0000-0000-0000-000000000001");
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_renewed_in_two_steps_after_two_thirds_of_its_life()
    {
        var first = Next(RenewalStep.Issue, null, Start);
        var due = CertificateRenewal.NextAt(first);
        Assert.InRange(due, Start.AddDays(243), Start.AddDays(244));
        Assert.Equal(RenewalStep.Keep, CertificateRenewal.Step(first, Host, due.AddSeconds(-1)));
        Assert.Equal(RenewalStep.Announce, CertificateRenewal.Step(first, Host, due));

        var announced = Next(RenewalStep.Announce, first, due);
        Assert.Equal((first.Chain, first.Key), (announced.Chain, announced.Key));
        Assert.Equal(2, Count(announced.Authorities));
        var serves = CertificateRenewal.NextAt(announced);
        // Certificates count whole seconds.
        Assert.InRange(serves, due + CertificateRenewal.Overlap - TimeSpan.FromSeconds(1), due + CertificateRenewal.Overlap);
        Assert.Equal(RenewalStep.Keep, CertificateRenewal.Step(announced, Host, serves.AddSeconds(-1)));
        Assert.Equal(RenewalStep.Serve, CertificateRenewal.Step(announced, Host, serves));

        var served = Next(RenewalStep.Serve, announced, serves);
        Assert.Equal((announced.NextChain, announced.NextKey, announced.Authorities), (served.Chain, served.Key, served.Authorities));
        Assert.Equal(RenewalStep.Keep, CertificateRenewal.Step(served, Host, serves));
        // The authority before the last goes with the next renewal.
        Assert.Equal(2, Count(Next(RenewalStep.Announce, served, CertificateRenewal.NextAt(served)).Authorities));
    }

    [Fact]
    public void One_that_cannot_be_used_is_made_anew()
    {
        var (good, other) = (Next(RenewalStep.Issue, null, Start), Next(RenewalStep.Issue, null, Start));
        var now = Start.AddDays(1);
        Assert.Equal(RenewalStep.Keep, CertificateRenewal.Step(good, Host, now));
        foreach (
            var (spoilt, at) in new (OwnCertificate?, DateTimeOffset)[]
            {
                (null, now), (good with { Chain = "nonsense" }, now), (good with { Key = other.Key }, now),
                (good with { Authorities = other.Authorities }, now), (good with { Authorities = "nonsense" }, now), (good, Start.AddDays(365)),
                (new OwnCertificate(TestCertificate.For("cart-redis").Chain, TestCertificate.For("cart-redis").Key, good.Authorities), now),
            })
            Assert.Equal(RenewalStep.Issue, CertificateRenewal.Step(spoilt, Host, at));
        Assert.Equal(RenewalStep.Keep, CertificateRenewal.Step(good, Host, now));
        Assert.Equal(RenewalStep.Issue, CertificateRenewal.Step(good, "cart-redis", now));
        // A next one that cannot be used is announced again, before anybody serves with it.
        var due = CertificateRenewal.NextAt(good);
        var announced = Next(RenewalStep.Announce, good, due);
        Assert.Equal(RenewalStep.Announce, CertificateRenewal.Step(announced with { NextKey = other.Key }, Host, due.AddHours(1)));
        Assert.Equal(RenewalStep.Announce, CertificateRenewal.Step(announced with { Authorities = good.Authorities }, Host, due.AddHours(1)));
    }

    [Fact]
    public void Whoever_has_read_the_authorities_in_time_trusts_what_redis_serves_with()
    {
        Gen.Int[1, 400_000].Array[1, 6].Sample(
            minutes =>
            {
                var (now, kept) = (Start, Next(RenewalStep.Issue, null, Start));
                foreach (var gap in minutes)
                {
                    var known = kept.Authorities;
                    now += TimeSpan.FromMinutes(gap);
                    var step = CertificateRenewal.Step(kept, Host, now);
                    kept = Next(step, kept, now);
                    // Nobody renewed one that has expired: then, and only then, clients have to read again.
                    Assert.True(step == RenewalStep.Issue ? gap > 100 * 24 * 60 : gap < CertificateRenewal.Overlap.TotalMinutes || Trusts(known, kept, now));
                    Assert.True(Trusts(kept.Authorities, kept, now));
                }
            },
            iter: 30);
    }

    [Fact]
    public void No_key_is_printed()
    {
        Assert.DoesNotContain("PRIVATE", $"{Next(RenewalStep.Issue, null, Start)}", StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", $"{CertificateIssuer.Issue(App, Start)}", StringComparison.Ordinal);
    }

    private static OwnCertificate Next(RenewalStep step, OwnCertificate? kept, DateTimeOffset now) =>
        CertificateRenewal.Apply(step, kept, () => CertificateIssuer.Issue(App, now));

    private static int Count(string authorities)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPem(authorities);
        return found.Count;
    }

    private static bool Trusts(string authorities, OwnCertificate served, DateTimeOffset now)
    {
        using var certificate = X509Certificate2.CreateFromPem(served.Chain);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(certificate);
    }
}
