using October.Crd.Status;
using October.Operator.Decide.Certificates;
using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>What becomes of redis' certificate. A Secret of others is not watched, but looked at now and then.</summary>
internal static class CertificatePlan
{
    /// <summary>When a certificate that nobody renews is reported. Who renews automatically has done so long before.</summary>
    private static readonly TimeSpan Warning = TimeSpan.FromDays(7);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Why nothing can be rendered: redis must not be stopped for a certificate with which it cannot start. Null when all is there. A rollback, and what
    /// serves after it, does not need the one that the spec names.
    /// </summary>
    public static Failure? Missing(AppObservation observation, AppDecision decision, DesiredInput input) =>
        new[] { IsNeeded(observation, decision) && input.Requested is { } wanted ? RedisTls.SecretName(input.App, wanted) : null, RedisTls.Secret(input) }
            .OfType<string>()
            .Select(name => observation.Certificates.ByName.TryGetValue(name, out var certificate) ? (name, certificate.Problem) : (name, "is not known yet"))
            .Where(found => found.Item2 is not null)
            .Select(found => new Failure(Reasons.DependencyNotReady, $"Waiting for redis' certificate: Secret {found.name} {found.Item2}"))
            .FirstOrDefault();

    /// <summary>What the spec asks for is under way, or serves.</summary>
    private static bool IsNeeded(AppObservation observation, AppDecision decision) =>
        observation.Ongoing is null
        && decision.Rollout.State is { Cause: null } state
        && (state.Step != RolloutStep.Idle || state.Failed?.Hash != decision.Observed.Target);

    /// <summary>What has cert-manager make the one that is waited for.</summary>
    public static IEnumerable<Step> Request(AppObservation observation, DesiredInput input) =>
        IssuedCertificate.Render(input).Select(certificate => ChildPlan.Apply(observation, input, certificate));

    /// <summary>Events of what the operator has made, and when the certificate that redis serves with is about to expire.</summary>
    public static IEnumerable<Step> Of(AppObservation observation, DesiredInput input)
    {
        var own = Names.RedisCertificate(input.App);
        if (observation.Certificates.ByName.TryGetValue(own, out var made)
            && CertificateRenewal.Event(observation.Certificates.Step, own, made) is { } transition)
            yield return new Publish(transition) { Requires = [new ChildKey("Secret", own).ToString()] };
        if (RedisTls.Secret(input) is not { } name || name == own || !observation.Certificates.ByName.TryGetValue(name, out var certificate))
            yield break;
        if (observation.Context.Now >= certificate.NotAfter - Warning)
            yield return Expires(name, certificate, "renew it");
    }

    /// <summary>The event that the operator's own certificate is about to expire, while nothing is acted on that would renew it.</summary>
    public static IEnumerable<Step> Unrenewed(AppObservation observation) => UnrenewedAt(observation) <= observation.Context.Now
        ? [Expires(
            Names.RedisCertificate(observation.Context.App),
            observation.Certificates.ByName[Names.RedisCertificate(observation.Context.App)],
            "the operator renews it when spec.suspend is removed, or what blocks the app")]
        : [];

    /// <summary>When that is due; null for never.</summary>
    public static DateTimeOffset? UnrenewedAt(AppObservation observation) =>
        observation.Certificates.Step is RenewalStep.Keep or RenewalStep.Announce
        && observation.Certificates.ByName.TryGetValue(Names.RedisCertificate(observation.Context.App), out var own)
        && own.Problem is null
            ? own.NotAfter - Warning
            : null;

    private static Publish Expires(string name, RedisCertificate certificate, string remedy) => new(new Transition(
        true,
        "CertificateExpires",
        $"The certificate of redis in Secret {name} expires at {certificate.NotAfter:yyyy-MM-dd'T'HH:mm:ss'Z'}, and nobody can connect then: {remedy}",
        "")
    {
        Action = "RenewCertificate",
        Key = $"CertificateExpires/{certificate.Digest}",
    });

    /// <summary>When to look again; null where there is no certificate.</summary>
    public static DateTimeOffset? NextAt(AppObservation observation)
    {
        var (found, now) = (observation.Certificates, observation.Context.Now);
        if (found.ByName.Count > (found.Own is null ? 0 : 1))
            return now + LookAgain;
        return found.Own is { } own ? CertificateRenewal.NextAt(own) : null;
    }
}
