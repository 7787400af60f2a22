using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.ReplicaSets;

/// <summary>Which of the two kinds a controller looks after; they differ in little more than the form of their selector.</summary>
/// <param name="Type">The resource.</param>
/// <param name="Name">The kind, as owner references name it.</param>
/// <param name="Component">The controller's name in Events.</param>
/// <param name="CountsTerminating">Whether the status counts pods that are ending (KEP-3973).</param>
internal sealed record ReplicaKind(ResourceType Type, string Name, string Component, bool CountsTerminating)
{
    public static ReplicaKind Sets { get; } = new(ResourceTypes.ReplicaSets, "ReplicaSet", "replicaset-controller", CountsTerminating: true);

    public static ReplicaKind Controllers { get; } =
        new(ResourceTypes.ReplicationControllers, "ReplicationController", "replication-controller", CountsTerminating: false);

    /// <summary>A ReplicationController's selector is only labels.</summary>
    public LabelSelector SelectorOf(JsonObject value)
    {
        var selector = value.ObjectAt("spec", "selector");
        return LabelSelector.FromObject(this == Sets || selector is null ? selector : new JsonObject { ["matchLabels"] = selector.DeepClone() });
    }
}
