using October.Crd.Defaults;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Model;

/// <summary>What is said of a Secret that does not exist, or lacks what is needed of it.</summary>
internal static class MissingSecret
{
    /// <summary>That it is waited for.</summary>
    /// <param name="context">The app.</param>
    /// <param name="spec">The spec, or a revision of it, that names the Secret.</param>
    public static Failure Of(ReconcileContext context, ResolvedApp spec)
    {
        var needsKeys = !context.Cluster.MakesSecrets && spec.RequiresApiKey;
        var further = needsKeys ? ", and the keys of the api's callers in API_KEY" : "";
        if (spec.Redis.Sentinel?.PasswordKey is { } sentinels)
            further += $", and the password of the Sentinels in {sentinels}";
        return new Failure(
            Reasons.DependencyNotReady,
            $"Waiting for Secret {Names.Secret(context.App, spec)} with redis' password, one line of text, in the key REDIS_PASSWORD{further}");
    }
}
