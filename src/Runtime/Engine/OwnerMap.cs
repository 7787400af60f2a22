using k8s.Models;
using October.Runtime.Api;

namespace October.Runtime.Engine;

/// <summary>From a child to the key of the entity that controls it. Compares group and kind, not version, as the API versions of owners may change.</summary>
internal static class OwnerMap
{
    public static NamespacedName? Controller<TOwner>(IMetadata<V1ObjectMeta> child)
    {
        var kind = KubeKind.Of(typeof(TOwner));
        var owner = child.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);
        return owner is not null && owner.Kind == kind.Kind && Group(owner.ApiVersion) == kind.Group
            ? new NamespacedName(child.Metadata.NamespaceProperty ?? "", owner.Name)
            : null;
    }

    private static string Group(string apiVersion) =>
        apiVersion.IndexOf('/') is var slash && slash < 0 ? "" : apiVersion[..slash];
}
