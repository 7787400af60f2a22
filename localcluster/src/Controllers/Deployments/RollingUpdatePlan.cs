namespace October.LocalCluster.Controllers.Deployments;

/// <summary>
/// The arithmetic of a rolling update: never more than replicas + maxSurge pods, never fewer than replicas - maxUnavailable available ones
/// (kubernetes/pkg/controller/deployment/rolling.go).
/// </summary>
internal static class RollingUpdatePlan
{
    /// <summary>The size of the new ReplicaSet.</summary>
    public static long NewSize(DeploymentSettings settings, IReadOnlyList<ReplicaSetView> all, long current)
    {
        if (settings.Recreate)
            return settings.Replicas;
        if (current >= settings.Replicas)
            return settings.Replicas;
        var pods = all.Sum(r => r.Replicas);
        var limit = settings.Replicas + settings.MaxSurge;
        return pods >= limit ? current : current + Math.Min(limit - pods, settings.Replicas - current);
    }

    /// <summary>The old ReplicaSets with their new sizes: unhealthy pods go first, then healthy ones as far as availability allows.</summary>
    public static IReadOnlyList<ReplicaSetView> ShrinkOld(DeploymentSettings settings, ReplicaSetView current, IReadOnlyList<ReplicaSetView> old)
    {
        if (old.Sum(r => r.Replicas) == 0)
            return old;
        var minAvailable = settings.Replicas - settings.MaxUnavailable;
        var newUnavailable = current.Replicas - current.Available;
        var mayGo = old.Sum(r => r.Replicas) + current.Replicas - minAvailable - newUnavailable;
        if (mayGo <= 0)
            return old;
        var ordered = old.OrderBy(r => r.Created).ToList();
        var cleaned = RemoveUnhealthy(ordered, mayGo);
        return RemoveHealthy(cleaned, current, minAvailable);
    }

    private static List<ReplicaSetView> RemoveUnhealthy(List<ReplicaSetView> old, long mayGo)
    {
        var result = new List<ReplicaSetView>(old.Count);
        foreach (var set in old)
        {
            var remove = Math.Min(mayGo, Math.Max(0, set.Replicas - set.Available));
            mayGo -= remove;
            result.Add(set with { Replicas = set.Replicas - remove });
        }

        return result;
    }

    private static List<ReplicaSetView> RemoveHealthy(List<ReplicaSetView> old, ReplicaSetView current, long minAvailable)
    {
        var mayGo = old.Sum(r => r.Available) + current.Available - minAvailable;
        var result = new List<ReplicaSetView>(old.Count);
        foreach (var set in old)
        {
            var remove = Math.Clamp(mayGo, 0, set.Replicas);
            mayGo -= remove;
            result.Add(set with { Replicas = set.Replicas - remove });
        }

        return result;
    }
}
