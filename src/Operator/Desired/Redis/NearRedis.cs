using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Redis;

/// <summary>
/// Has the pods of backups start near redis where the cluster can: their volume is made where the first of them is scheduled, and a restore needs a node that
/// mounts both. Preferred only: a backup elsewhere is better than none.
/// </summary>
internal static class NearRedis
{
    /// <summary>Volumes of most clusters are of a zone.</summary>
    private const int ZoneWeight = 100;

    /// <summary>Those of some are of a node.</summary>
    private const int NodeWeight = 50;

    /// <summary>The user's affinity, completed; as it is where it says which pods to be near.</summary>
    public static V1Affinity Of(AppIdentity app, V1Affinity? given) => given?.PodAffinity is not null ? given : new V1Affinity
    {
        NodeAffinity = given?.NodeAffinity,
        PodAntiAffinity = given?.PodAntiAffinity,
        PodAffinity = new V1PodAffinity
        {
            PreferredDuringSchedulingIgnoredDuringExecution =
                [Near(app, "topology.kubernetes.io/zone", ZoneWeight), Near(app, "kubernetes.io/hostname", NodeWeight)],
        },
    };

    private static V1WeightedPodAffinityTerm Near(AppIdentity app, string topology, int weight) => new()
    {
        Weight = weight,
        PodAffinityTerm = new V1PodAffinityTerm
        {
            TopologyKey = topology,
            LabelSelector = new V1LabelSelector { MatchLabels = Labels.Selector(app, Names.Redis, Track.Stable) },
        },
    };
}
