using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;
using October.Runtime.Metrics;
using Prometheus;

namespace October.Runtime.Engine;

/// <summary>Takes keys off the queue and gives the controller the entity of each; decides when to look again.</summary>
public sealed partial class Reconciler<T>(
    string name, IEntityController<T> controller, Informer<T> informer, WorkQueue<NamespacedName> queue, RuntimeServices services)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ILogger _logger = services.Loggers.CreateLogger<Reconciler<T>>();
    private readonly TimeProvider _time = services.Time;
    private readonly RuntimeMetrics _metrics = services.Metrics;

    /// <summary>Runs this many workers until cancelled.</summary>
    public Task RunAsync(int workers, CancellationToken cancellationToken)
    {
        _metrics.Declare(name, workers);
        return Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(cancellationToken)));
    }

    [SuppressMessage("Design", "CA1031", Justification = "A worker that ended would be missed by nobody but its keys.")]
    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            NamespacedName key;
            try
            {
                key = await queue.GetAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var started = _time.GetTimestamp();
            using var active = _metrics.ActiveWorkers.WithLabels(name).TrackInProgress();
            try
            {
                Finish(key, await ReconcileAsync(key, cancellationToken));
            }
            catch (Exception exception)
            {
                _metrics.ReconcilePanics.WithLabels(name).Inc();
                LogUnfinished(exception, key, queue.AddRateLimited(key));
            }
            finally
            {
                queue.Done(key);
                var seconds = _time.GetElapsedTime(started).TotalSeconds;
                _metrics.WorkDuration.WithLabels(name).Observe(seconds);
                _metrics.ReconcileTime.WithLabels(name).Observe(seconds);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a controller throws, the other keys must go on.")]
    private async Task<ReconciliationResult<T>> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        using var scope = _logger.BeginScope(new Dictionary<string, object>
        {
            ["controller"] = name,
            ["namespace"] = key.Namespace,
            ["name"] = key.Name,
        });
        try
        {
            return informer.Store.Get(key) is { } entity
                ? await controller.ReconcileAsync(entity, cancellationToken)
                : await controller.DeletedAsync(key, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ReconciliationResult<T>.Success();
        }
        catch (KubeApiException exception)
        {
            return ReconciliationResult<T>.Failure(exception.Message, exception, exception.RetryAfter);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return ReconciliationResult<T>.Failure(exception.Message, exception);
        }
        catch (Exception exception)
        {
            _metrics.ReconcilePanics.WithLabels(name).Inc();
            return ReconciliationResult<T>.Failure("unexpected: " + exception.Message, exception);
        }
    }

    private void Finish(NamespacedName key, ReconciliationResult<T> result)
    {
        if (!result.IsSuccess)
        {
            var pause = queue.AddRateLimited(key, result.RequeueAfter);
            if (result.NoLaterThan is { } latest)
                queue.AddAfter(key, latest);
            _metrics.ReconcileErrors.WithLabels(name).Inc();
            _metrics.Reconciles.WithLabels(name, "error").Inc();
            _metrics.QueueRetries.WithLabels(name).Inc();
            LogFailed(
                result.Error is KubeApiException { IsOfEndingNamespace: true } ? LogLevel.Information : LogLevel.Warning,
                result.Error is KubeApiException ? null : result.Error,
                key,
                result.Message,
                pause);
            return;
        }

        queue.Forget(key);
        _metrics.Reconciles.WithLabels(name, result.RequeueAfter is null ? "success" : "requeue_after").Inc();
        if (result.RequeueAfter is { } after)
            queue.AddAfter(key, after);
    }

    [LoggerMessage(EventId = 200, Message = "Reconcile of {Key} failed: {Reason}; again in {Pause}")]
    private partial void LogFailed(LogLevel level, Exception? exception, NamespacedName key, string? reason, TimeSpan pause);

    [LoggerMessage(201, LogLevel.Error, "The result of reconciling {Key} could not be recorded; again in {Pause}")]
    private partial void LogUnfinished(Exception exception, NamespacedName key, TimeSpan pause);
}
