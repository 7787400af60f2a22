using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Controllers.Pods;

namespace October.LocalCluster.Controllers.ReplicaSets;

/// <summary>
/// What the controller of ReplicaSets does next, and that of ReplicationControllers: a pure function, after kubernetes/pkg/controller/replicaset.
/// </summary>
internal static class ReplicaSetDecision
{
    public static Decision Decide(ReplicaKind kind, JsonObject replicaSet, IReadOnlyList<JsonObject> podsOfNamespace, DateTimeOffset now)
    {
        var selector = kind.SelectorOf(replicaSet);
        var claims = Claims(replicaSet, podsOfNamespace, selector).ToList();
        if (claims.Count > 0)
            return Decision.Of(claims);
        var owned = podsOfNamespace.Where(p => p.IsControlledBy(replicaSet)).ToList();
        var writes = replicaSet.IsTerminating() ? [] : Resize(kind, replicaSet, owned).ToList();
        var minReady = replicaSet.LongAt("spec", "minReadySeconds") ?? 0;
        if (Write.Status(kind.Type, replicaSet, Status(kind, replicaSet, owned, minReady, now)) is { } status)
            writes.Add(status);
        return new Decision(writes, UntilAvailable(owned, minReady, now));
    }

    /// <summary>The condition with the reason why pods cannot be created, for the Deployment and the user.</summary>
    public static Decision OnCreateFailed(ReplicaKind kind, JsonObject replicaSet, string problem, DateTimeOffset now)
    {
        var condition = new JsonObject
        {
            ["type"] = "ReplicaFailure",
            ["status"] = "True",
            ["reason"] = "FailedCreate",
            ["message"] = problem,
        };
        var writes = new List<Write> { new Write.Emit(replicaSet, "Warning", "FailedCreate", $"Error creating: {problem}") };
        // The message has the name of the pod, another one each time: written again with each, it would be a change that asks for the next try at once.
        if (!replicaSet.IsTrue("ReplicaFailure"))
        {
            var conditions = replicaSet.ArrayAt("status", "conditions").With(condition, now);
            writes.Add(new Write.Patch(
                kind.Type, replicaSet, new JsonObject { ["status"] = new JsonObject { ["conditions"] = conditions } }, "status"));
        }

        return Decision.Of(writes);
    }

    private static IEnumerable<Write> Claims(JsonObject replicaSet, IReadOnlyList<JsonObject> pods, LabelSelector selector)
    {
        foreach (var pod in pods)
        {
            if (pod.IsControlledBy(replicaSet) && !selector.Matches(pod))
                yield return new Write.Patch(ResourceTypes.Pods, pod, OwnerReferences.KeepPatch(pod, o => o.StringAt("uid") != replicaSet.Uid()));
            else if (pod.ControllerOf() is null && pod.IsActive() && !replicaSet.IsTerminating() && !selector.IsEmpty && selector.Matches(pod))
                yield return new Write.Patch(ResourceTypes.Pods, pod, OwnerReferences.AdoptPatch(pod, replicaSet));
        }
    }

    private static IEnumerable<Write> Resize(ReplicaKind kind, JsonObject replicaSet, List<JsonObject> owned)
    {
        var active = owned.Where(p => p.IsActive()).ToList();
        var wanted = replicaSet.LongAt("spec", "replicas") ?? 1;
        for (var i = active.Count; i < wanted; i++)
        {
            yield return new Write.Create(ResourceTypes.Pods, PodFromTemplate.Build(replicaSet, kind.Name));
            yield return new Write.Emit(replicaSet, "Normal", "SuccessfulCreate", "Created pod: {name}");
        }

        foreach (var pod in active.Order(DeletionOrder.Instance).Take((int)Math.Max(0, active.Count - wanted)))
        {
            yield return new Write.Delete(ResourceTypes.Pods, pod);
            yield return new Write.Emit(replicaSet, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Name()}");
        }
    }

    private static JsonObject Status(ReplicaKind kind, JsonObject replicaSet, List<JsonObject> owned, long minReady, DateTimeOffset now)
    {
        var active = owned.Where(p => p.IsActive()).ToList();
        var templateLabels = replicaSet.ObjectAt("spec", "template", "metadata", "labels") ?? [];
        var status = new JsonObject { ["replicas"] = (long)active.Count };
        void Set(string key, int value)
        {
            if (value != 0)
                status[key] = (long)value;
        }

        Set("fullyLabeledReplicas", active.Count(p => templateLabels.All(l => p.Labels()?[l.Key].AsString() == l.Value.AsString())));
        Set("readyReplicas", active.Count(p => p.IsReady()));
        Set("availableReplicas", active.Count(p => p.IsAvailable(minReady, now)));
        if (kind.CountsTerminating)
            status["terminatingReplicas"] = (long)owned.Count(p => p.IsTerminating() && !p.IsFinished());
        status["observedGeneration"] = replicaSet.Generation();
        var conditions = active.Count >= (replicaSet.LongAt("spec", "replicas") ?? 1)
            ? replicaSet.ArrayAt("status", "conditions").Without("ReplicaFailure")
            : replicaSet.ArrayAt("status", "conditions")?.DeepClone().AsArray();
        if (conditions is { Count: > 0 })
            status["conditions"] = conditions;
        return status;
    }

    private static TimeSpan? UntilAvailable(List<JsonObject> owned, long minReady, DateTimeOffset now)
    {
        if (minReady == 0)
            return null;
        var next = owned
            .Where(p => p.IsReady() && !p.IsAvailable(minReady, now))
            .Select(p => p.ReadySince()!.Value.AddSeconds(minReady) - now)
            .DefaultIfEmpty(TimeSpan.MaxValue)
            .Min();
        return next == TimeSpan.MaxValue ? null : next;
    }
}
