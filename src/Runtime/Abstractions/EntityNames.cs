using k8s.Models;

namespace October.Runtime.Abstractions;

/// <summary>Keys of the client library's objects.</summary>
public static class EntityNames
{
    extension(NamespacedName)
    {
        /// <summary>The key of an object.</summary>
        public static NamespacedName Of(IMetadata<V1ObjectMeta> entity) => new(entity.Metadata.NamespaceProperty ?? "", entity.Metadata.Name);
    }
}
