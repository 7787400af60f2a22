using October.Crd;

namespace October.Operator.Desired.Model;

/// <summary>
/// Labels of the objects. <c>app.kubernetes.io/instance</c> is left alone on purpose: GitOps tools track their own objects by it.
/// </summary>
internal static class Labels
{
    public const string App = OctoberApi.Group + "/app";
    public const string Component = OctoberApi.Group + "/component";
    public const string Track = OctoberApi.Group + "/track";
    public const string Revision = OctoberApi.Group + "/revision";

    /// <summary>Digest of the certificate that redis serves with: another one is another template, so that redis starts again with it.</summary>
    public const string RedisCertificate = OctoberApi.Group + "/redis-certificate";

    /// <summary>An annotation of pods: which of redis' passwords, counted, they were started with.</summary>
    public const string PasswordVersion = OctoberApi.Group + "/password-version";

    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Selects everything that the operator makes.</summary>
    public const string ManagedSelector = ManagedBy + "=" + OctoberApi.FieldManager;

    public static Dictionary<string, string> Object(AppIdentity app, string? component = null)
    {
        var labels = new Dictionary<string, string>
        {
            ["app.kubernetes.io/name"] = app.Name,
            [ManagedBy] = OctoberApi.FieldManager,
            ["app.kubernetes.io/part-of"] = "october",
            [App] = app.Name,
        };
        if (component is not null)
        {
            labels["app.kubernetes.io/component"] = component;
            labels[Component] = component;
        }

        return labels;
    }

    /// <summary>What selects every pod of an app.</summary>
    public static Dictionary<string, string> Everything(AppIdentity app) => new() { [App] = app.Name };

    /// <summary>What selects the pods of one component on both tracks.</summary>
    public static Dictionary<string, string> Selector(AppIdentity app, string component) => new() { [App] = app.Name, [Component] = component };

    /// <summary>What selects the pods of one component on one track. Immutable in a Deployment: never add to it.</summary>
    public static Dictionary<string, string> Selector(AppIdentity app, string component, Track track) => new()
    {
        [App] = app.Name,
        [Component] = component,
        [Track] = track == Model.Track.Preview ? "preview" : "stable",
    };
}
