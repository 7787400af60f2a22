using October.Crd.Defaults;

namespace October.Operator.Desired.Restrict;

/// <summary>What an app must bring with it where the operator makes no Secrets (<c>--secrets=named</c>).</summary>
internal static class NamedSecrets
{
    private const string Rule = "this operator makes no Secrets";

    /// <summary>Refuses a spec for which a Secret would have to be made.</summary>
    /// <exception cref="FormatException">It needs one; the message names the field and what to do.</exception>
    public static void Require(ResolvedApp app)
    {
        if (app.Redis.IsManaged)
            throw new FormatException($"spec.redis.external is missing: {Rule}, and a redis that it runs would need one");
        if (app.SecretName is null)
            throw new FormatException(
                $"spec.secretName is missing: {Rule}; name one with redis' password in REDIS_PASSWORD"
                    + (app.RequiresApiKey ? " and the api's keys in API_KEY" : ""));
    }
}
