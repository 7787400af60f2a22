using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Crd.Spec;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;

namespace October.Operator.Desired.Restrict;

/// <summary>
/// Judges a spec by what would be applied of it: its fields, and the pod templates with the user's part merged in, so that no way of writing an override
/// leads around it. Pure.
/// </summary>
internal static class RestrictionCheck
{
    /// <summary>Refuses a spec as a whole: nothing of it is rendered.</summary>
    /// <exception cref="FormatException">It asks for what the policy refuses, or its templates make no pods; the message names the field.</exception>
    public static void Require(AppIdentity app, V1OctoberAppSpec spec, ResolvedApp resolved, RestrictionPolicy policy)
    {
        if (Refusal(app, new RenderedRevision(RevisionHash.Of(spec, null), resolved), policy) is { } refusal)
            throw new FormatException(refusal);
    }

    /// <summary>Why the policy refuses a revision, in a sentence that names each field and what to do; null when it does not.</summary>
    public static string? Refusal(AppIdentity app, RenderedRevision revision, RestrictionPolicy policy)
    {
        if (policy.Level == RestrictionLevel.None)
            return null;
        var found = SpecRestrictions.Violations(revision.App, policy).Concat(Pods(app, revision, policy)).Distinct(StringComparer.Ordinal).ToList();
        return found.Count == 0
            ? null
            : $"{string.Join("; ", found.Take(3))}{(found.Count > 3 ? $" and {found.Count - 3} more" : "")}: refused by the operator's "
                + $"--restrict={policy.Level.ToString().ToLowerInvariant()}; remove it, or have an administrator of the operator allow it";
    }

    private static IEnumerable<string> Pods(AppIdentity app, RenderedRevision revision, RestrictionPolicy policy)
    {
        PodTemplates templates;
        try
        {
            templates = revision.Kept ?? RevisionTemplates.Render(app, revision, hasNamedKeys: false);
        }
        catch (FormatException)
        {
            // It makes no pods, which the revision's own check reports.
            return [];
        }

        var secret = Names.Secret(app, revision.App);
        string[] authorities = RedisTls.SecretName(app, revision.App.Redis) is { } certificate ? [certificate] : [];
        return
        [
            .. PodRestrictions.Violations(
                templates.Api, new ComponentOwn(Names.Api, Names.Component(app, Names.Api), [secret, Names.ApiAuth(app), .. authorities], null), policy),
            .. PodRestrictions.Violations(
                templates.Worker, new ComponentOwn(Names.Worker, Names.Component(app, Names.Worker), [secret, .. authorities], null), policy),
            .. templates.Redis is { } redis
                ? PodRestrictions.Violations(
                    redis, new ComponentOwn(Names.Redis, Names.Component(app, Names.Redis), [Names.RedisAuth(app)], Names.RedisData(app)), policy)
                : [],
        ];
    }
}
