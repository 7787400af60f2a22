using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.StatefulSets;

/// <summary>
/// What the StatefulSet controller does next: a pure function, after kubernetes/pkg/controller/statefulset/stateful_set_control.go. In order,
/// one pod at a time, unless the set is Parallel; an update goes from the highest ordinal down to the partition.
/// </summary>
internal static class StatefulSetDecision
{
    public static Decision Decide(StatefulSetObserved observed, DateTimeOffset now)
    {
        var set = observed.Set;
        var selector = LabelSelector.FromObject(set.ObjectAt("spec", "selector"));
        var claims = Adoptions(set, observed.Pods, selector).ToList();
        if (claims.Count > 0)
            return Decision.Of(claims);
        var own = observed.Pods.Where(p => p.IsControlledBy(set) && StatefulSetPod.OrdinalOf(set, p.Name()) is not null).ToList();
        var history = observed.Revisions.Where(r => r.IsControlledBy(set)).ToList();
        var revisions = StatefulSetRevisions.Of(set, history);
        var writes = new List<Write>(revisions.Writes);
        if (!set.IsTerminating())
            writes.AddRange(new Step(observed, revisions, own, now).Writes());
        if (Write.Status(ResourceTypes.StatefulSets, set, StatefulSetStatus.Of(set, revisions, own, now)) is { } status)
            writes.Add(status);
        writes.AddRange(revisions.Truncate(set, history, own));
        return new Decision(writes, UntilAvailable(own, set.LongAt("spec", "minReadySeconds") ?? 0, now));
    }

    private static IEnumerable<Write> Adoptions(JsonObject set, IReadOnlyList<JsonObject> pods, LabelSelector selector)
    {
        foreach (var pod in pods)
        {
            if (pod.IsControlledBy(set) && !selector.Matches(pod))
                yield return new Write.Patch(ResourceTypes.Pods, pod, OwnerReferences.KeepPatch(pod, o => o.StringAt("uid") != set.Uid()));
            else if (
                pod.ControllerOf() is null
                && pod.IsActive()
                && !set.IsTerminating()
                && StatefulSetPod.OrdinalOf(set, pod.Name()) is not null
                && selector.Matches(pod))
                yield return new Write.Patch(ResourceTypes.Pods, pod, OwnerReferences.AdoptPatch(pod, set));
        }
    }

    private static TimeSpan? UntilAvailable(List<JsonObject> pods, long minReady, DateTimeOffset now)
    {
        var waits = pods.Where(p => p.IsReady() && !p.IsAvailable(minReady, now)).Select(p => p.ReadySince()!.Value.AddSeconds(minReady) - now).ToList();
        return waits.Count == 0 ? null : waits.Min();
    }

    /// <summary>One pass over the pods of a set.</summary>
    private sealed class Step(StatefulSetObserved observed, StatefulSetRevisions revisions, List<JsonObject> own, DateTimeOffset now)
    {
        private readonly JsonObject _set = observed.Set;
        private readonly bool _ordered = observed.Set.StringAt("spec", "podManagementPolicy") != "Parallel";
        private readonly long _minReady = observed.Set.LongAt("spec", "minReadySeconds") ?? 0;
        private readonly int _start = (int)(observed.Set.LongAt("spec", "ordinals", "start") ?? 0);
        private readonly int _replicas = (int)(observed.Set.LongAt("spec", "replicas") ?? 1);
        private readonly int _partition = (int)(observed.Set.LongAt("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0);

        public IEnumerable<Write> Writes()
        {
            var writes = new List<Write>();
            var byOrdinal = own.ToDictionary(p => StatefulSetPod.OrdinalOf(_set, p.Name())!.Value);
            if (!FillUp(byOrdinal, writes) || !ScaleDown(byOrdinal, writes))
                return writes;
            if (_set.StringAt("spec", "updateStrategy", "type") != "OnDelete")
                Update(byOrdinal, writes);
            return writes;
        }

        /// <summary>False when the set has to wait before it does anything else.</summary>
        private bool FillUp(Dictionary<int, JsonObject> byOrdinal, List<Write> writes)
        {
            for (var ordinal = _start; ordinal < _start + _replicas; ordinal++)
            {
                if (!byOrdinal.TryGetValue(ordinal, out var pod))
                {
                    Create(ordinal, writes);
                    if (_ordered)
                        return false;
                    continue;
                }

                if (pod.IsFinished() && !pod.IsTerminating())
                {
                    var failed = pod.Phase() == "Failed";
                    writes.Add(new Write.Emit(
                        _set, failed ? "Warning" : "Normal", failed ? "RecreatingFailedPod" : "RecreatingTerminatedPod",
                        $"StatefulSet {_set.Namespace()}/{_set.Name()} is recreating {(failed ? "failed" : "terminated")} Pod {pod.Name()}"));
                    Delete(pod, writes);
                    if (_ordered)
                        return false;
                }
                else if (_ordered && !IsHealthy(pod))
                {
                    return false;
                }
            }

            return true;
        }

        private bool ScaleDown(Dictionary<int, JsonObject> byOrdinal, List<Write> writes)
        {
            var condemned = byOrdinal.Where(p => p.Key < _start || p.Key >= _start + _replicas).OrderByDescending(p => p.Key).ToList();
            // In order, the one that is not well may go first, but nothing goes past it.
            var firstUnhealthy = byOrdinal.OrderBy(p => p.Key).FirstOrDefault(p => !IsHealthy(p.Value)).Value;
            foreach (var (_, pod) in condemned)
            {
                if (pod.IsTerminating())
                {
                    if (_ordered)
                        return false;
                    continue;
                }

                if (_ordered && !IsHealthy(pod) && pod != firstUnhealthy)
                    return false;
                Delete(pod, writes);
                if (_ordered)
                    return false;
            }

            RemoveClaims(byOrdinal, writes);
            return true;
        }

        private void Update(Dictionary<int, JsonObject> byOrdinal, List<Write> writes)
        {
            for (var ordinal = _start + _replicas - 1; ordinal >= _start + _partition; ordinal--)
            {
                if (!byOrdinal.TryGetValue(ordinal, out var pod))
                    return;
                if (StatefulSetPod.RevisionOf(pod) != revisions.Update.Name() && !pod.IsTerminating())
                {
                    Delete(pod, writes);
                    return;
                }

                if (!IsHealthy(pod))
                    return;
            }
        }

        private void Create(int ordinal, List<Write> writes)
        {
            var name = $"{_set.Name()}-{ordinal}";
            foreach (var claim in StatefulSetPod.Claims(_set, ordinal).Where(c => observed.Claims.All(k => k.Name() != c.Name())))
            {
                writes.Add(new Write.Create(ResourceTypes.PersistentVolumeClaims, claim));
                writes.Add(new Write.Emit(_set, "Normal", "SuccessfulCreate", $"create Claim {claim.Name()} Pod {name} in StatefulSet {_set.Name()} success"));
            }

            // Below the partition a pod comes back as it was.
            var revision =
                _set.StringAt("spec", "updateStrategy", "type") == "RollingUpdate" && ordinal < _start + _partition ? revisions.Current : revisions.Update;
            writes.Add(new Write.Create(ResourceTypes.Pods, StatefulSetPod.Build(_set, StatefulSetRevisions.TemplateOf(revision), revision.Name(), ordinal)));
            writes.Add(new Write.Emit(_set, "Normal", "SuccessfulCreate", $"create Pod {name} in StatefulSet {_set.Name()} successful"));
        }

        private void Delete(JsonObject pod, List<Write> writes)
        {
            writes.Add(new Write.Delete(ResourceTypes.Pods, pod));
            writes.Add(new Write.Emit(_set, "Normal", "SuccessfulDelete", $"delete Pod {pod.Name()} in StatefulSet {_set.Name()} successful"));
        }

        /// <summary>With <c>whenScaled: Delete</c>, the claims of pods that scaling took away.</summary>
        private void RemoveClaims(Dictionary<int, JsonObject> byOrdinal, List<Write> writes)
        {
            if (_set.StringAt("spec", "persistentVolumeClaimRetentionPolicy", "whenScaled") != "Delete")
                return;
            foreach (var template in _set.ArrayAt("spec", "volumeClaimTemplates").Objects())
            {
                foreach (var claim in observed.Claims.Where(c => !c.IsTerminating()))
                {
                    if (
                        StatefulSetPod.OrdinalOf(
                            new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"{template.Name()}-{_set.Name()}" } }, claim.Name())
                            is { } ordinal
                        && (ordinal < _start || ordinal >= _start + _replicas)
                        && !byOrdinal.ContainsKey(ordinal))
                        writes.Add(new Write.Delete(ResourceTypes.PersistentVolumeClaims, claim));
                }
            }
        }

        private bool IsHealthy(JsonObject pod) => !pod.IsTerminating() && pod.Phase() == "Running" && pod.IsAvailable(_minReady, now);
    }
}
