using k8s;
using k8s.Models;
using October.Runtime.Informers;

namespace October.Runtime.Engine;

/// <summary>Which changes of an entity matter (<see cref="ControllerOptions{T}.Predicate"/>).</summary>
public static class Predicates
{
    /// <summary>The spec (by its generation), annotations or deletion changed, or the entity came or went; so not what only changes the status.</summary>
    public static bool GenerationOrAnnotations<T>(InformerEvent<T> change)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (change.Old?.Metadata is not { } old || change.New?.Metadata is not { } now)
            return true;
        return old.Uid != now.Uid
            || old.Generation != now.Generation
            || old.DeletionTimestamp != now.DeletionTimestamp
            || !IsSame(old.Annotations, now.Annotations);
    }

    private static bool IsSame(IDictionary<string, string>? left, IDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left is null || left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
