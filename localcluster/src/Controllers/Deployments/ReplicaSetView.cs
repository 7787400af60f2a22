using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>A ReplicaSet as its Deployment sees it. <see cref="Replicas"/> is the planned size, which a decision may change.</summary>
internal sealed record ReplicaSetView(JsonObject Object, long Replicas)
{
    public static ReplicaSetView Of(JsonObject replicaSet) => new(replicaSet, replicaSet.LongAt("spec", "replicas") ?? 1);

    public string Name => Object.Name();

    public long CurrentSize => Object.LongAt("spec", "replicas") ?? 1;

    public long Existing => Object.LongAt("status", "replicas") ?? 0;

    public long Ready => Object.LongAt("status", "readyReplicas") ?? 0;

    public long Available => Object.LongAt("status", "availableReplicas") ?? 0;

    public long Terminating => Object.LongAt("status", "terminatingReplicas") ?? 0;

    public long Revision => DeploymentAnnotations.RevisionOf(Object);

    public DateTimeOffset Created => Object.Created();
}
