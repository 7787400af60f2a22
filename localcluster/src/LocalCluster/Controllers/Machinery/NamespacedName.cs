using System.Text.Json.Nodes;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Controllers.Machinery;

/// <summary>The key of an object within its resource; the namespace of a cluster-scoped one is empty.</summary>
internal readonly record struct NamespacedName(string Namespace, string Name)
{
    public static NamespacedName Of(JsonObject value) => new(value.Namespace(), value.Name());

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
