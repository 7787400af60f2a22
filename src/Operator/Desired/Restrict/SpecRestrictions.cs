using October.Crd.Defaults;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Restrict;

/// <summary>The fields of a spec, besides pod templates, that reach something that is not the app's.</summary>
internal static class SpecRestrictions
{
    /// <summary>Fields that the policy refuses, each with what it asks for.</summary>
    public static IEnumerable<string> Violations(ResolvedApp app, RestrictionPolicy policy)
    {
        foreach (var annotation in app.Ingress?.Annotations.Keys ?? [])
        {
            // ingress-nginx copies them into its own configuration, which runs code.
            if (policy.Level >= RestrictionLevel.Restricted || annotation.Contains("snippet", StringComparison.OrdinalIgnoreCase))
                yield return $"spec.ingress.annotations {annotation}";
        }

        if (policy.Level < RestrictionLevel.Restricted)
            yield break;
        foreach (var annotation in app.ApiService.Annotations.Keys)
            yield return $"spec.api.service.annotations {annotation}";
        if (app.ApiService.IsPublic)
            yield return $"spec.api.service.type {app.ApiService.Type}";
        if (app.NetworkPolicy is null)
            yield return "spec.networkPolicy.enabled false";
        if (app.SecretName is { } named && !policy.AllowsSecret(named))
            yield return $"spec.secretName {named}";
        if (app.Ingress?.TlsSecretName is { } certificate && !policy.AllowsSecret(certificate))
            yield return $"spec.ingress.tls.secretName {certificate}";
        if (app.Redis.Tls?.SecretName is { } redis && !policy.AllowsSecret(redis))
            yield return $"spec.redis.tls.secretName {redis}";
        if (app.Redis.Tls?.Issuer is { } issuer)
            yield return $"spec.redis.tls.issuerRef {issuer.Name}";
    }
}
