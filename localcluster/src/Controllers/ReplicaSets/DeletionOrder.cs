using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.ReplicaSets;

/// <summary>
/// Which pods to lose first (kubernetes/pkg/controller, ActivePodsWithRanks): unassigned, pending, not ready, cheaper to delete, ready for a
/// shorter time, restarted more often, younger.
/// </summary>
internal sealed class DeletionOrder : IComparer<JsonObject>
{
    public static DeletionOrder Instance { get; } = new();

    public int Compare(JsonObject? x, JsonObject? y)
    {
        if (x is null || y is null)
            return 0;
        ReadOnlySpan<int> rules =
        [
            (x.StringAt("spec", "nodeName") is not null).CompareTo(y.StringAt("spec", "nodeName") is not null),
            PhaseRank(x).CompareTo(PhaseRank(y)),
            x.IsReady().CompareTo(y.IsReady()),
            Cost(x).CompareTo(Cost(y)),
            // The later, the sooner it goes.
            (y.ReadySince() ?? DateTimeOffset.MaxValue).CompareTo(x.ReadySince() ?? DateTimeOffset.MaxValue),
            y.Restarts().CompareTo(x.Restarts()),
            y.Created().CompareTo(x.Created()),
            string.CompareOrdinal(x.Name(), y.Name()),
        ];
        foreach (var result in rules)
        {
            if (result != 0)
                return result;
        }

        return 0;
    }

    private static int PhaseRank(JsonObject pod) => pod.Phase() switch
    {
        "Pending" => 0,
        "Unknown" => 1,
        _ => 2,
    };

    private static long Cost(JsonObject pod) =>
        long.TryParse(pod.Annotations()?["controller.kubernetes.io/pod-deletion-cost"].AsString(), out var cost) ? cost : 0;
}
