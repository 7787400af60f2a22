using k8s;
using k8s.Models;

namespace October.Runtime.Abstractions;

/// <summary>Reconciles one kind. Called for one key at a time, never twice at once for the same key.</summary>
/// <typeparam name="TEntity">The primary kind.</typeparam>
public interface IEntityController<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Brings the world closer to what the entity says. The entity is the informer's snapshot: do not change it.</summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>The entity is gone. For forgetting what was kept in memory only; clean-up belongs in a finalizer or owner references.</summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken);
}
