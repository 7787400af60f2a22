using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>The numbers of a Deployment's spec, with percentages resolved.</summary>
internal sealed record DeploymentSettings(
    long Replicas,
    bool Recreate,
    bool Paused,
    long MaxSurge,
    long MaxUnavailable,
    long MinReadySeconds,
    long? ProgressDeadlineSeconds,
    long RevisionHistoryLimit)
{
    /// <summary>As many pods as may exist at a time.</summary>
    public long MaxReplicas => Replicas == 0 ? 0 : Replicas + MaxSurge;

    public static DeploymentSettings Of(JsonObject deployment)
    {
        var spec = deployment.ObjectAt("spec");
        var replicas = spec.LongAt("replicas") ?? 1;
        var recreate = spec.StringAt("strategy", "type") == "Recreate";
        var surge = recreate ? 0 : IntOrPercent.Resolve(spec.At("strategy", "rollingUpdate", "maxSurge"), replicas, roundUp: true, fallback: 1);
        var unavailable = recreate ? 0 : IntOrPercent.Resolve(spec.At("strategy", "rollingUpdate", "maxUnavailable"), replicas, roundUp: false, fallback: 0);
        // Both rounded to nothing would never move.
        if (!recreate && surge == 0 && unavailable == 0)
            unavailable = 1;
        var deadline = spec.LongAt("progressDeadlineSeconds") ?? 600;
        return new DeploymentSettings(
            replicas,
            recreate,
            spec.BoolAt("paused") == true,
            surge,
            Math.Min(unavailable, replicas),
            spec.LongAt("minReadySeconds") ?? 0,
            deadline == int.MaxValue ? null : deadline,
            spec.LongAt("revisionHistoryLimit") ?? 10);
    }
}
