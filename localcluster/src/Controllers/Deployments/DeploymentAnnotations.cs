using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>The annotations by which a Deployment keeps its history on its ReplicaSets; <c>kubectl rollout</c> reads them.</summary>
internal static class DeploymentAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string RollbackTo = "deprecated.deployment.rollback.to";

    public static long RevisionOf(JsonObject value) =>
        long.TryParse(value.Annotations()?[Revision].AsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    public static long? DesiredOf(JsonObject replicaSet) =>
        long.TryParse(replicaSet.Annotations()?[DesiredReplicas].AsString(), NumberStyles.None, CultureInfo.InvariantCulture, out var desired) ? desired : null;

    /// <summary>Annotations of the Deployment that its ReplicaSets carry, too.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Inherited(JsonObject deployment) => deployment.Annotations() is not { } annotations
        ? []
        : annotations
            .Where(a => a.Key is not (Revision or RevisionHistory or DesiredReplicas or MaxReplicas or LastApplied or RollbackTo))
            .Select(a => KeyValuePair.Create(a.Key, a.Value.AsString() ?? ""));
}
