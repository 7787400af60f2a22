using System.Reflection;
using k8s;
using k8s.Models;

namespace October.Operator.Reconcile.Model;

/// <summary>Kind and name of a child; the namespace is the app's.</summary>
internal sealed record ChildKey(string Kind, string Name)
{
    /// <summary>The key of an object.</summary>
    public static ChildKey Of(IKubernetesObject<V1ObjectMeta> child) => new(KindOf(child.GetType()), child.Metadata.Name);

    /// <summary>The kind that a model type stands for.</summary>
    public static string KindOf(Type type) => type.GetCustomAttribute<KubernetesEntityAttribute>()!.Kind;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}
