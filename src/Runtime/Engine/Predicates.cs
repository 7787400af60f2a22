using k8s;
using k8s.Models;
using October.Runtime.Informers;

namespace October.Runtime.Engine;

/// <summary>Which changes of the primary kind matter. Its status is ours, so its changes do not.</summary>
internal static class Predicates
{
    /// <summary>Spec, annotations (they carry commands) or deletion changed, or the entity came or went.</summary>
    public static bool SpecOrCommands<T>(InformerEvent<T> change)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (change.Old?.Metadata is not { } old || change.New?.Metadata is not { } now)
            return true;
        return old.Uid != now.Uid
            || old.Generation != now.Generation
            || old.DeletionTimestamp != now.DeletionTimestamp
            || !Same(old.Annotations, now.Annotations);
    }

    private static bool Same(IDictionary<string, string>? left, IDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left is null || left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
