using System.Text.Json.Nodes;

namespace October.LocalCluster.Controllers.StatefulSets;

/// <summary>What the decision about a StatefulSet is made from.</summary>
/// <param name="Set">The set.</param>
/// <param name="Revisions">ControllerRevisions of the namespace.</param>
/// <param name="Pods">Pods of the namespace.</param>
/// <param name="Claims">PersistentVolumeClaims of the namespace.</param>
internal sealed record StatefulSetObserved(
    JsonObject Set, IReadOnlyList<JsonObject> Revisions, IReadOnlyList<JsonObject> Pods, IReadOnlyList<JsonObject> Claims);
