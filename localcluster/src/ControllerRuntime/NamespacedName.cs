using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>The key of an object within its resource; the namespace of a cluster-scoped one is empty.</summary>
internal readonly record struct NamespacedName(string Namespace, string Name)
{
    public static NamespacedName Of(JsonObject value) => new(value.Namespace(), value.Name());

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
