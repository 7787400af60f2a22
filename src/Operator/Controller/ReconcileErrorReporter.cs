using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using October.Crd;
using October.Crd.Status;
using October.Operator.Decide.Status;
using October.Operator.Execute;
using October.Operator.Messages;
using October.Runtime.Abstractions;
using October.Runtime.Events;

namespace October.Operator.Controller;

/// <summary>
/// Reports in status and by an event why an app cannot be reconciled. An error that may pass, such as of a server that does not answer, is reported when
/// it has come back a few times, as the next try may well succeed; but no app is left without a phase.
/// </summary>
internal sealed class ReconcileErrorReporter(IEntityController<V1OctoberApp> inner, EventPublisher events, StatusApplier status, TimeProvider time)
    : IEntityController<V1OctoberApp>
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
        catch (FormatException exception)
        {
            var message = Bounded.Text(exception.Message, 500);
            var known = KnownOf(entity);
            if (known.Status?.Message != message || known.Status.ObservedGeneration != entity.Metadata.Generation)
                await PublishAsync(entity, Reasons.InvalidSpec, message, cancellationToken);
            await status.ApplyAsync(entity, FaultStatus.Invalid(known, message, time.GetUtcNow()), cancellationToken);
            return ReconciliationResult<V1OctoberApp>.Failure(message);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var count = _failures.AddOrUpdate(key, 1, static (_, before) => before + 1);
            var message = Bounded.Text(exception.Message);
            if (count == FailureThreshold)
                await PublishAsync(
                    entity, Reasons.ReconcileError, $"Reconcile failed {FailureThreshold} times in a row and is retried: {message}", cancellationToken);
            var known = KnownOf(entity);
            if (known.Status?.Phase is null || (count >= FailureThreshold && known.Status.ObservedGeneration != known.Metadata.Generation))
                await TryWriteAsync(known, message, cancellationToken);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1OctoberApp>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        _failures.TryRemove(key, out _);
        return inner.DeletedAsync(key, cancellationToken);
    }

    /// <summary>The app of this reconcile with the status of now: what was decided before it failed is written already, and must not be lost.</summary>
    private V1OctoberApp KnownOf(V1OctoberApp entity) => new()
    {
        ApiVersion = entity.ApiVersion,
        Kind = entity.Kind,
        Metadata = entity.Metadata,
        Spec = entity.Spec,
        Status = status.Latest(entity).Status,
    };

    private Task PublishAsync(V1OctoberApp entity, string reason, string message, CancellationToken cancellationToken) =>
        events.PublishAsync(entity, new(Warning: true, reason, "Reconcile", message, $"{entity.Metadata.Generation}/{message}"), cancellationToken);

    [SuppressMessage("Design", "CA1031", Justification = "The error that is reported matters more than that it cannot be reported.")]
    private async Task TryWriteAsync(V1OctoberApp entity, string message, CancellationToken cancellationToken)
    {
        try
        {
            await status.ApplyAsync(entity, FaultStatus.Retried(entity, message, time.GetUtcNow()), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What failed before mostly fails here, too: the next try writes it.
        }
    }
}
