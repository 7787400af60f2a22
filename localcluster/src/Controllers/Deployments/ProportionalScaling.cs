using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>
/// What a change of <c>replicas</c> means in the middle of a rollout, or while it is paused: every ReplicaSet that has pods gets its share
/// (kubernetes/pkg/controller/deployment/sync.go, scale).
/// </summary>
internal static class ProportionalScaling
{
    public static IReadOnlyList<ReplicaSetView> Scale(DeploymentSettings settings, ReplicaSetView? current, IReadOnlyList<ReplicaSetView> old)
    {
        IReadOnlyList<ReplicaSetView> all = current is null ? old : [.. old, current];
        var active = all.Where(r => r.Replicas > 0).ToList();
        if (active.Count <= 1)
        {
            var only = active.FirstOrDefault() ?? current ?? old.OrderByDescending(r => r.Revision).FirstOrDefault();
            return [.. all.Select(r => r == only ? r with { Replicas = settings.Replicas } : r)];
        }

        if (current is not null && IsSaturated(current, settings))
            return [.. all.Select(r => r == current ? r : r with { Replicas = 0 })];
        return settings.Recreate ? all : Share(settings, all, active);
    }

    private static bool IsSaturated(ReplicaSetView set, DeploymentSettings settings) =>
        set.Replicas == settings.Replicas
        && DeploymentAnnotations.DesiredOf(set.Object) == settings.Replicas
        && set.Available == settings.Replicas;

    private static List<ReplicaSetView> Share(DeploymentSettings settings, IReadOnlyList<ReplicaSetView> all, List<ReplicaSetView> active)
    {
        var toAdd = settings.MaxReplicas - active.Sum(r => r.Replicas);
        // Larger sets first; among equals grow the newest and shrink the oldest.
        var ordered = toAdd > 0
            ? active.OrderByDescending(r => r.Replicas).ThenByDescending(r => r.Created)
            : active.OrderByDescending(r => r.Replicas).ThenBy(r => r.Created);
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        var added = 0L;
        foreach (var set in ordered)
        {
            var share = toAdd == 0 ? 0 : Proportion(set, settings, toAdd, added);
            sizes[set.Name] = set.Replicas + share;
            added += share;
        }

        // Rounding is settled on the first one.
        if (toAdd != added && ordered.FirstOrDefault() is { } first)
            sizes[first.Name] = Math.Max(0, sizes[first.Name] + toAdd - added);
        return [.. all.Select(r => sizes.TryGetValue(r.Name, out var size) ? r with { Replicas = size } : r)];
    }

    private static long Proportion(ReplicaSetView set, DeploymentSettings settings, long toAdd, long added)
    {
        var allowed = toAdd - added;
        var before = set.Object.Annotations()?[DeploymentAnnotations.MaxReplicas].AsString() is { } text && long.TryParse(text, out var max) && max > 0
            ? max
            : settings.Replicas;
        var target = (long)Math.Round((double)set.Replicas * settings.MaxReplicas / before, MidpointRounding.AwayFromZero);
        var share = target - set.Replicas;
        return toAdd > 0 ? Math.Min(share, allowed) : Math.Max(share, allowed);
    }
}
