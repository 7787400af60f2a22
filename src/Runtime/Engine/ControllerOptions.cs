using k8s;
using k8s.Models;
using October.Runtime.Informers;

namespace October.Runtime.Engine;

/// <summary>What a controller reconciles, and when.</summary>
/// <typeparam name="T">The primary kind.</typeparam>
public sealed record ControllerOptions<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Its name in logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Which entities it reconciles.</summary>
    public InformerOptions Primary { get; init; } = new();

    /// <summary>
    /// Which changes of an entity matter; by default all. A controller that writes the status of its entities must leave that out, or it would wake itself.
    /// </summary>
    public Func<InformerEvent<T>, bool> Predicate { get; init; } = static _ => true;

    /// <summary>
    /// An entity that waits to be looked at after a start is known to have changed since it was reconciled last, so that it goes before those
    /// that have not. By default none is.
    /// </summary>
    public Func<T, bool> HasChanged { get; init; } = static _ => false;
}
