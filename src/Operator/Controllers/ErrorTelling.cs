using System.Collections.Concurrent;
using October.Crd;
using October.Operator.Smoke;
using October.Runtime.Abstractions;
using October.Runtime.Events;

namespace October.Operator.Controllers;

/// <summary>
/// Tells an app's users when reconciling it keeps failing for a reason that nothing else tells: a refused write, a server that does not answer. Once
/// for each error, when it has come back a few times; the next try may well succeed.
/// </summary>
internal sealed class ErrorTelling(IEntityController<V1OctoberApp> inner, EventPublisher events) : IEntityController<V1OctoberApp>
{
    private const int Patience = 3;
    private readonly ConcurrentDictionary<NamespacedName, int> inARow = new();

    /// <inheritdoc/>
    public async Task<ReconciliationResult<V1OctoberApp>> ReconcileAsync(V1OctoberApp entity, CancellationToken cancellationToken)
    {
        var key = NamespacedName.Of(entity);
        try
        {
            var result = await inner.ReconcileAsync(entity, cancellationToken);
            inARow.TryRemove(key, out _);
            return result;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            if (inARow.AddOrUpdate(key, 1, static (_, before) => before + 1) == Patience)
            {
                var message = $"The operator cannot reconcile this app, and goes on trying: {Bounded.Text(error.Message)}";
                await events.PublishAsync(entity, new(Warning: true, "ReconcileError", "Reconcile", message, $"{entity.Metadata.Generation}/{message}"), cancellationToken);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1OctoberApp>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        inARow.TryRemove(key, out _);
        return inner.DeletedAsync(key, cancellationToken);
    }
}
