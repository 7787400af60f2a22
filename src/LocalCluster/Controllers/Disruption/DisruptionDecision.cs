using System.Text.Json.Nodes;
using October.LocalCluster.Controllers.Machinery;
using October.LocalCluster.Objects;
using October.LocalCluster.Watching;

namespace October.LocalCluster.Controllers.Disruption;

/// <summary>The status of a PodDisruptionBudget: pure (kubernetes/pkg/controller/disruption).</summary>
internal static class DisruptionDecision
{
    /// <param name="budget">The budget.</param>
    /// <param name="podsOfNamespace">All pods of its namespace.</param>
    /// <param name="expectedOf">How many pods the controller of a pod wants, or null when the pod has none.</param>
    /// <param name="now">The present.</param>
    public static Decision Decide(
        JsonObject budget, IReadOnlyList<JsonObject> podsOfNamespace, Func<JsonObject, (string Uid, long Replicas)?> expectedOf, DateTimeOffset now)
    {
        var selector = LabelSelector.FromObject(budget.ObjectAt("spec", "selector"));
        var pods = budget.ObjectAt("spec", "selector") is null ? [] : podsOfNamespace.Where(selector.Matches).ToList();
        var healthy = pods.Count(p => p.IsActive() && p.IsReady());
        var (expected, desired) = Wanted(budget, pods, expectedOf);
        var allowed = healthy - desired;
        if (expected == 0 || allowed < 0)
            allowed = 0;
        var status = budget.ObjectAt("status")?.Clone() ?? [];
        status["currentHealthy"] = (long)healthy;
        status["desiredHealthy"] = desired;
        status["expectedPods"] = expected;
        status["disruptionsAllowed"] = allowed;
        status["observedGeneration"] = budget.Generation();
        status["conditions"] = budget.ArrayAt("status", "conditions").With(
            new JsonObject
            {
                ["type"] = "DisruptionAllowed",
                ["status"] = allowed > 0 ? "True" : "False",
                ["reason"] = allowed > 0 ? "SufficientPods" : "InsufficientPods",
                ["message"] = "",
                ["observedGeneration"] = budget.Generation(),
            },
            now);
        return Decision.Of(Write.Status(KnownTypes.PodDisruptionBudgets, budget, status));
    }

    private static (long Expected, long Desired) Wanted(JsonObject budget, IReadOnlyList<JsonObject> pods, Func<JsonObject, (string Uid, long Replicas)?> expectedOf)
    {
        var controlled = pods.Select(expectedOf).OfType<(string Uid, long Replicas)>().DistinctBy(c => c.Uid).Sum(c => c.Replicas);
        if (budget.At("spec", "maxUnavailable") is { } unavailable)
            return (controlled, Math.Max(0, controlled - IntOrPercent.Resolve(unavailable, controlled, roundUp: true, fallback: 0)));
        var least = budget.At("spec", "minAvailable");
        // A plain number needs no controllers to count.
        return least.AsLong() is { } number
            ? (pods.Count(p => !p.IsFinished()), number)
            : (controlled, IntOrPercent.Resolve(least, controlled, roundUp: true, fallback: 0));
    }
}
