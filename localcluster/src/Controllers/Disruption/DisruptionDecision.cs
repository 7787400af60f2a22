using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Disruption;

/// <summary>The status of a PodDisruptionBudget: pure (kubernetes/pkg/controller/disruption).</summary>
internal static class DisruptionDecision
{
    /// <summary>How long an evicted pod has to show that it goes.</summary>
    private static readonly TimeSpan DeletionTimeout = TimeSpan.FromMinutes(2);

    /// <param name="budget">The budget.</param>
    /// <param name="podsOfNamespace">All pods of its namespace.</param>
    /// <param name="expectedOf">How many replicas the controller of a pod has in its spec, or null when the pod has none.</param>
    /// <param name="now">The present.</param>
    public static Decision Decide(
        JsonObject budget, IReadOnlyList<JsonObject> podsOfNamespace, Func<JsonObject, (string Uid, long Replicas)?> expectedOf, DateTimeOffset now)
    {
        var selector = LabelSelector.FromObject(budget.ObjectAt("spec", "selector"));
        var pods = budget.ObjectAt("spec", "selector") is null ? [] : podsOfNamespace.Where(selector.Matches).ToList();
        var (disrupted, late) = Disrupted(budget, pods, now);
        var healthy = pods.Count(p => p.IsActive() && p.IsReady() && !disrupted.ContainsKey(p.Name()));
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
        if (disrupted.Count > 0)
            status["disruptedPods"] = new JsonObject([.. disrupted.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value.ToKubernetesTime()))]);
        else
            status.Remove("disruptedPods");
        var writes = late.Select(pod => (Write?)new Write.Emit(
            pod, "Warning", "NotDeleted", $"Pod was expected by PDB {budget.Namespace()}/{budget.Name()} to be deleted but it wasn't"));
        return new Decision(
            Decision.Of([.. writes, Write.Status(ResourceTypes.PodDisruptionBudgets, budget, status)]).Writes,
            disrupted.Count == 0 ? null : disrupted.Values.Min() + DeletionTimeout - now);
    }

    /// <summary>Pods whose eviction was granted and that are still there: those that may yet go, and those that should have.</summary>
    private static (SortedDictionary<string, DateTimeOffset> Pending, List<JsonObject> Late) Disrupted(
        JsonObject budget, IReadOnlyList<JsonObject> pods, DateTimeOffset now)
    {
        var pending = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var late = new List<JsonObject>();
        foreach (var (name, time) in budget.ObjectAt("status", "disruptedPods") ?? [])
        {
            if (pods.FirstOrDefault(p => p.Name() == name && !p.IsTerminating()) is not { } pod || ObjectMeta.ParseTime(time.AsString()) is not { } since)
                continue;
            if (since + DeletionTimeout < now)
                late.Add(pod);
            else
                pending[name] = since;
        }

        return (pending, late);
    }

    private static (long Expected, long Desired) Wanted(
        JsonObject budget, IReadOnlyList<JsonObject> pods, Func<JsonObject, (string Uid, long Replicas)?> expectedOf)
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
