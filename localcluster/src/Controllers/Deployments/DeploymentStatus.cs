using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>The status of a Deployment, from its ReplicaSets (kubernetes/pkg/controller/deployment/progress.go and sync.go).</summary>
internal static class DeploymentStatus
{
    /// <summary>The new status; with <paramref name="rollout"/> progress and deadline are judged, otherwise left as they are.</summary>
    public static JsonObject Of(
        JsonObject deployment, DeploymentSettings settings, ReplicaSetView? current, IReadOnlyList<ReplicaSetView> all, JsonArray? conditions, bool rollout,
        DateTimeOffset now)
    {
        var counts = Counts(deployment, current, all);
        var available = counts.LongAt("availableReplicas") ?? 0;
        var result = conditions.With(
            available >= settings.Replicas - settings.MaxUnavailable
                ? Condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
                : Condition("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now),
            now);
        if (rollout)
        {
            if (Progress(deployment, settings, current, counts, result, now) is { } progress)
                result = progress;
            var failure = all.Select(r => r.Object.Condition("ReplicaFailure")).FirstOrDefault(c => c is not null);
            result = failure is null
                ? result.Without("ReplicaFailure")
                : result.With(
                    Condition("ReplicaFailure", failure.StringAt("status") ?? "True", failure.StringAt("reason") ?? "", failure.StringAt("message") ?? "", now),
                    now);
        }

        if (result.Count > 0)
            counts["conditions"] = result;
        return counts;
    }

    public static JsonObject Condition(string type, string status, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["lastUpdateTime"] = now.ToKubernetesTime(),
        ["lastTransitionTime"] = now.ToKubernetesTime(),
        ["reason"] = reason,
        ["message"] = message,
    };

    /// <summary>Every replica is of the current template and available, and no older one is left.</summary>
    public static bool IsComplete(JsonObject deployment, DeploymentSettings settings, JsonObject status) =>
        (status.LongAt("updatedReplicas") ?? 0) == settings.Replicas
        && (status.LongAt("replicas") ?? 0) == settings.Replicas
        && (status.LongAt("availableReplicas") ?? 0) == settings.Replicas
        && (status.LongAt("observedGeneration") ?? 0) >= deployment.Generation();

    /// <summary>When the progress deadline will pass, while it is running.</summary>
    public static TimeSpan? UntilDeadline(JsonObject deployment, DeploymentSettings settings, JsonObject status, DateTimeOffset now)
    {
        if (settings.ProgressDeadlineSeconds is not { } deadline || settings.Paused || IsComplete(deployment, settings, status))
            return null;
        var progressing = status.ArrayAt("conditions").Find("Progressing");
        if (progressing.StringAt("reason") is null or "NewReplicaSetAvailable" or "ProgressDeadlineExceeded")
            return null;
        var since = ObjectMeta.ParseTime(progressing.StringAt("lastUpdateTime")) ?? now;
        // One second more: times in conditions are whole seconds.
        return since.AddSeconds(deadline + 1) - now is var left && left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1);
    }

    private static JsonObject Counts(JsonObject deployment, ReplicaSetView? current, IReadOnlyList<ReplicaSetView> all)
    {
        var status = new JsonObject();
        void Set(string key, long value, bool always = false)
        {
            if (value != 0 || always)
                status[key] = value;
        }

        var available = all.Sum(r => r.Available);
        Set("observedGeneration", deployment.Generation());
        Set("replicas", all.Sum(r => r.Existing));
        Set("updatedReplicas", current?.Existing ?? 0);
        Set("readyReplicas", all.Sum(r => r.Ready));
        Set("availableReplicas", available);
        Set("unavailableReplicas", Math.Max(0, all.Sum(r => r.Replicas) - available));
        Set("terminatingReplicas", all.Sum(r => r.Terminating), always: true);
        if (deployment.LongAt("status", "collisionCount") is { } collisions)
            Set("collisionCount", collisions);
        return status;
    }

    private static JsonArray? Progress(
        JsonObject deployment, DeploymentSettings settings, ReplicaSetView? current, JsonObject status, JsonArray conditions, DateTimeOffset now)
    {
        if (settings.ProgressDeadlineSeconds is not { } deadline)
            return conditions.Without("Progressing");
        var old = conditions.Find("Progressing");
        var subject = current is null ? $"Deployment \"{deployment.Name()}\"" : $"ReplicaSet \"{current.Name}\"";
        var done = (status.LongAt("replicas") ?? 0) == (status.LongAt("updatedReplicas") ?? 0) && old.StringAt("reason") == "NewReplicaSetAvailable";
        if (done)
            return null;
        if (IsComplete(deployment, settings, status))
            return conditions.With(Condition("Progressing", "True", "NewReplicaSetAvailable", $"{subject} has successfully progressed.", now), now);
        if (IsMoving(deployment, status))
        {
            // Said again on every step: the deadline counts from the last one.
            var condition = Condition("Progressing", "True", "ReplicaSetUpdated", $"{subject} is progressing.", now);
            if (old.StringAt("status") == "True")
                condition["lastTransitionTime"] = old!["lastTransitionTime"]?.DeepClone();
            var result = conditions.Without("Progressing");
            result.Add((JsonNode)condition);
            return result;
        }

        var last = ObjectMeta.ParseTime(old.StringAt("lastUpdateTime"));
        return last is { } since && old.StringAt("reason") is not ("NewReplicaSetAvailable" or "ProgressDeadlineExceeded") && since.AddSeconds(deadline) < now
            ? conditions.With(Condition("Progressing", "False", "ProgressDeadlineExceeded", $"{subject} has timed out progressing.", now), now)
            : null;
    }

    private static bool IsMoving(JsonObject deployment, JsonObject status)
    {
        var old = deployment.ObjectAt("status");
        long Before(string key) => old.LongAt(key) ?? 0;
        long After(string key) => status.LongAt(key) ?? 0;
        return After("updatedReplicas") > Before("updatedReplicas")
            || After("replicas") - After("updatedReplicas") < Before("replicas") - Before("updatedReplicas")
            || After("readyReplicas") > Before("readyReplicas")
            || After("availableReplicas") > Before("availableReplicas");
    }
}
