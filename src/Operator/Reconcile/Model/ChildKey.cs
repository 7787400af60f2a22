using System.Collections.Concurrent;
using System.Reflection;
using k8s;
using k8s.Models;

namespace October.Operator.Reconcile.Model;

/// <summary>Kind and name of a child; the namespace is the app's.</summary>
internal sealed record ChildKey(string Kind, string Name)
{
    /// <summary>Reading an attribute is slow in native code, and every reconcile needs the kind of every child several times.</summary>
    private static readonly ConcurrentDictionary<Type, string> Kinds = new();

    /// <summary>The key of an object.</summary>
    public static ChildKey Of(IKubernetesObject<V1ObjectMeta> child) =>
        new(Kinds.GetOrAdd(child.GetType(), static type => type.GetCustomAttribute<KubernetesEntityAttribute>()!.Kind), child.Metadata.Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}
