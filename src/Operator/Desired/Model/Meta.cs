using k8s.Models;
using October.Crd;

namespace October.Operator.Desired.Model;

/// <summary>Metadata that every object shares.</summary>
internal static class Meta
{
    /// <summary>The annotation with the hash of what was last applied.</summary>
    public const string Applied = OctoberApi.Group + "/applied";

    public static V1ObjectMeta Of(AppIdentity app, string name, string? component = null) => new()
    {
        NamespaceProperty = app.Namespace,
        Name = name,
        Labels = Labels.Object(app, component),
        OwnerReferences = [Owner(app)],
    };

    public static V1OwnerReference Owner(AppIdentity app) => new()
    {
        ApiVersion = $"{OctoberApi.Group}/{OctoberApi.Version}",
        Kind = OctoberApi.Kind,
        Name = app.Name,
        Uid = app.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };
}
