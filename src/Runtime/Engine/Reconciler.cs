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
    string name, IEntityController<T> controller, Informer<T> informer, WorkQueue<NamespacedName> queue, TimeProvider time, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Runs this many workers until cancelled.</summary>
    public Task RunAsync(int workers, CancellationToken token)
    {
        RuntimeMetrics.Declare(name, workers);
        return Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(token)));
    }

    private async Task WorkAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            NamespacedName key;
            try
            {
                key = await queue.GetAsync(token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var started = time.GetTimestamp();
            using var active = RuntimeMetrics.ActiveWorkers.WithLabels(name).TrackInProgress();
            try
            {
                Finish(key, await ReconcileAsync(key, token));
            }
            finally
            {
                queue.Done(key);
                var seconds = time.GetElapsedTime(started).TotalSeconds;
                RuntimeMetrics.WorkDuration.WithLabels(name).Observe(seconds);
                RuntimeMetrics.ReconcileTime.WithLabels(name).Observe(seconds);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a controller throws, the other keys must go on.")]
    private async Task<ReconciliationResult<T>> ReconcileAsync(NamespacedName key, CancellationToken token)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object>
        {
            ["controller"] = name,
            ["namespace"] = key.Namespace,
            ["name"] = key.Name,
        });
        try
        {
            return informer.Store.Get(key) is { } entity
                ? await controller.ReconcileAsync(entity, token)
                : await controller.DeletedAsync(key, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return ReconciliationResult<T>.Success();
        }
        catch (KubeApiException error)
        {
            return ReconciliationResult<T>.Failure(error.Message, error, error.RetryAfter);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return ReconciliationResult<T>.Failure(error.Message, error);
        }
        catch (Exception error)
        {
            RuntimeMetrics.ReconcilePanics.WithLabels(name).Inc();
            return ReconciliationResult<T>.Failure("unexpected: " + error.Message, error);
        }
    }

    private void Finish(NamespacedName key, ReconciliationResult<T> result)
    {
        if (!result.IsSuccess)
        {
            var pause = queue.AddRateLimited(key, result.RequeueAfter);
            RuntimeMetrics.ReconcileErrors.WithLabels(name).Inc();
            RuntimeMetrics.Reconciles.WithLabels(name, "error").Inc();
            RuntimeMetrics.QueueRetries.WithLabels(name).Inc();
            LogFailed(result.Error is KubeApiException ? null : result.Error, key, result.Message, pause);
            return;
        }

        queue.Forget(key);
        RuntimeMetrics.Reconciles.WithLabels(name, result.RequeueAfter is null ? "success" : "requeue_after").Inc();
        if (result.RequeueAfter is { } after)
            queue.AddAfter(key, after);
    }

    [LoggerMessage(200, LogLevel.Warning, "Reconcile of {Key} failed: {Reason}; again in {Pause}")]
    private partial void LogFailed(Exception? error, NamespacedName key, string? reason, TimeSpan pause);
}
