using System.Collections.Concurrent;
using October.Crd;
using October.Operator.Smoke;
using October.Runtime.Abstractions;
using October.Runtime.Events;

namespace October.Operator.Controller;

/// <summary>
/// Publishes an event when reconciling an app keeps failing for a reason that its status does not say, such as a server that does not answer: once
/// for each error, when it has come back a few times, as the next try may well succeed.
/// </summary>
internal sealed class ReconcileErrorReporter(IEntityController<V1OctoberApp> inner, EventPublisher events) : IEntityController<V1OctoberApp>
{
    private const int FailureThreshold = 3;
    private readonly ConcurrentDictionary<NamespacedName, int> _failures = new();

    /// <inheritdoc/>
    public async Task<ReconciliationResult<V1OctoberApp>> ReconcileAsync(V1OctoberApp entity, CancellationToken cancellationToken)
    {
        var key = NamespacedName.Of(entity);
        try
        {
            var result = await inner.ReconcileAsync(entity, cancellationToken);
            _failures.TryRemove(key, out _);
            return result;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (_failures.AddOrUpdate(key, 1, static (_, before) => before + 1) == FailureThreshold)
            {
                var message = $"Reconcile failed {FailureThreshold} times in a row and is retried: {Bounded.Text(exception.Message)}";
                await events.PublishAsync(
                    entity, new(Warning: true, "ReconcileError", "Reconcile", message, $"{entity.Metadata.Generation}/{message}"), cancellationToken);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1OctoberApp>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        _failures.TryRemove(key, out _);
        return inner.DeletedAsync(key, cancellationToken);
    }
}
