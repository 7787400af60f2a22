using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.StatefulSets;

/// <summary>The status of a StatefulSet: counts of its pods by health and revision.</summary>
internal static class StatefulSetStatus
{
    public static JsonObject Of(JsonObject set, StatefulSetRevisions revisions, IReadOnlyList<JsonObject> pods, DateTimeOffset now)
    {
        var minReady = set.LongAt("spec", "minReadySeconds") ?? 0;
        var (current, update) = (revisions.Current.Name(), revisions.Update.Name());
        long Count(Func<JsonObject, bool> which) => pods.Count(which);
        var ready = Count(p => p.Phase() == "Running" && p.IsReady());
        var updated = Count(p => !p.IsTerminating() && StatefulSetPod.RevisionOf(p) == update);
        var old = Count(p => !p.IsTerminating() && StatefulSetPod.RevisionOf(p) == current);
        if (IsComplete(set, pods.Count, updated, ready))
            (current, old) = (update, updated);
        var status = new JsonObject { ["replicas"] = (long)pods.Count };
        void Set(string key, long value)
        {
            if (value != 0)
                status[key] = value;
        }

        Set("readyReplicas", ready);
        Set("currentReplicas", old);
        Set("updatedReplicas", updated);
        status["availableReplicas"] = Count(p => p.Phase() == "Running" && p.IsAvailable(minReady, now));
        status["currentRevision"] = current;
        status["updateRevision"] = update;
        status["collisionCount"] = set.LongAt("status", "collisionCount") ?? 0;
        status["observedGeneration"] = set.Generation();
        if (set.ArrayAt("status", "conditions") is { } conditions)
            status["conditions"] = conditions.DeepClone();
        return status;
    }

    private static bool IsComplete(JsonObject set, int pods, long updated, long ready) =>
        set.StringAt("spec", "updateStrategy", "type") != "OnDelete" && updated == pods && ready == pods && pods == (set.LongAt("spec", "replicas") ?? 1);
}
