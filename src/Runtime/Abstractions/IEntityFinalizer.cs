using k8s;
using k8s.Models;

namespace October.Runtime.Abstractions;

/// <summary>Cleans up before an entity goes away; the finalizer is added before the first reconcile and removed after success.</summary>
/// <typeparam name="TEntity">The primary kind.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The qualified name in <c>metadata.finalizers</c>.</summary>
    string Identifier { get; }

    /// <summary>Does the clean-up; called again until it succeeds, so it must be idempotent.</summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
