using October.Crd.Status;
using October.Operator.Decide.Status;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>Whether the world reaches an api that requires no key.</summary>
internal static class ExposurePlan
{
    /// <summary>Of the revision that serves; null where it requires a key, or is reached from inside the cluster only.</summary>
    public static Exposure? Of(AppIdentity app, RenderedRevision serving, ApiKeySource keys)
    {
        var way = serving.App switch
        {
            { Ingress: not null } => "its Ingress",
            { ApiService: { IsPublic: true, Type: var type } } => $"its {type} Service",
            _ => null,
        };
        if (keys != ApiKeySource.None || way is null)
            return null;
        var open = $"Revision {Names.Revision(app, serving.Hash)} requires no API key: whoever reaches {way} sends tasks, reads results and operates "
            + "the dead-letter queue";
        return serving.App.RequiresApiKey
            ? new Exposure(
                Reasons.NoApiKey,
                $"{open}. It is older than the requirement; the next one requires API_KEY of Secret {Names.ApiAuth(app)} in the header X-API-Key: have callers "
                    + "send it now, or set spec.api.auth.type to None")
            : new Exposure(Reasons.AuthNone, $"{open}. Remove spec.api.auth, or set its type to ApiKey, unless something else keeps callers out");
    }
}
