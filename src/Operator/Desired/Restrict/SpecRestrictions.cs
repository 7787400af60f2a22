using October.Crd.Defaults;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Restrict;

/// <summary>The fields of a spec, besides pod templates, that reach something that is not the app's.</summary>
internal static class SpecRestrictions
{
    /// <summary>Fields that the policy refuses, each with what it asks for.</summary>
    public static IEnumerable<string> Violations(ResolvedApp app, RestrictionPolicy policy)
    {
        var ofIngress = (app.Ingress?.Annotations.Keys ?? []).Select(static key => (Field: "spec.ingress.annotations", Key: key));
        // Controllers of Ingresses read those of the Service that an Ingress names, too.
        var ofService = app.ApiService.Annotations.Keys.Select(static key => (Field: "spec.api.service.annotations", Key: key));
        foreach (var (field, key) in ofIngress.Concat(ofService))
        {
            if (policy.Level >= RestrictionLevel.Restricted || RawConfiguration.Is(key))
                yield return $"{field} {key}";
        }

        if (policy.Level < RestrictionLevel.Restricted)
            yield break;
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
