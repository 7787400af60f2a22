using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
using October.Runtime.Api;
using October.Runtime.Metrics;

namespace October.Runtime.Informers;

/// <summary>
/// Keeps a <see cref="Store{T}"/> equal to the API server's objects of one kind: list, then watch, resuming after every event and bookmark;
/// a version too old lists anew, anything else resumes after a pause.
/// </summary>
public sealed partial class Informer<T>(
    IKubeApi api, InformerOptions options, TimeProvider time, Func<double> random, ILogger logger, Func<T, string?>? groupOf = null) : IInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly string Kind = KubeKind.Of(typeof(T)).Kind;
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the informer knows.</summary>
    public Store<T> Store { get; } = new(groupOf);

    /// <summary>Completes when the first list is in.</summary>
    public Task Synced => synced.Task;

    /// <summary>Called for every change, on the informer's own thread: be quick.</summary>
    public Action<InformerEvent<T>>? Changed { get; set; }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken token)
    {
        var backoff = new Backoff(options.MinBackoff, options.MaxBackoff, random);
        string? version = null;
        while (!token.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                version ??= await ListAsync(token);
                version = await WatchAsync(version, token);
                backoff.Reset();
                RuntimeMetrics.WatchRestarts.WithLabels(Kind, "ended").Inc();
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                return;
            }
            catch (WatchInterrupted interrupted)
            {
                version = interrupted.ResumeFrom;
                if (time.GetElapsedTime(started) > TimeSpan.FromMinutes(2))
                    backoff.Reset();
                await PauseAsync(interrupted.InnerException!, backoff, token);
            }
            catch (Exception error) when (error is KubeApiException or HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                await PauseAsync(error, backoff, token);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken token)
    {
        var list = await api.ListAsync<T>(options.Namespace, options.LabelSelector, token);
        foreach (var item in list.Items)
            Slim(item);
        foreach (var broken in list.Unreadable)
            Report(broken);
        foreach (var change in Store.Replace(list.Items, list.ResourceVersion))
            Changed?.Invoke(change);
        synced.TrySetResult();
        return list.ResourceVersion;
    }

    /// <returns>The version to resume from.</returns>
    private async Task<string> WatchAsync(string version, CancellationToken token)
    {
        var length = options.MinWatch + ((options.MaxWatch - options.MinWatch) * random());
        try
        {
            await foreach (var line in api.WatchAsync<T>(options.Namespace, options.LabelSelector, version, length, token))
                version = Take(line) ?? version;
            return version;
        }
        catch (KubeApiException error) when (error.IsGone)
        {
            RuntimeMetrics.WatchRestarts.WithLabels(Kind, "expired").Inc();
            throw new WatchInterrupted(null, error);
        }
        catch (Exception error) when (error is not OperationCanceledException || !token.IsCancellationRequested)
        {
            throw new WatchInterrupted(version, error);
        }
    }

    /// <returns>The version after this line; null when it says none.</returns>
    private string? Take(WatchLine line)
    {
        if (line.Type == "ERROR")
            throw KubeErrors.From(line.Object);
        var version = line.Object.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        if (line.Type == "BOOKMARK")
            return version;
        if (UnreadableObject.TryRead<T>(line.Object, out var broken) is not { } entity)
        {
            if (broken is not null)
                Report(broken);
            return version;
        }

        Slim(entity);
        if (line.Type == "DELETED" ? Store.Remove(entity, out var old) : Store.Upsert(entity, out old))
            Changed?.Invoke(new InformerEvent<T>(old, line.Type == "DELETED" ? null : entity));
        return version;
    }

    private void Report(UnreadableObject broken)
    {
        RuntimeMetrics.Unparsable.WithLabels(Kind).Inc();
        LogUnparsable(broken.Error, Kind, broken.Name);
    }

    /// <summary>Ownership records are half of an object's memory and nobody here reads them.</summary>
    private void Slim(T entity) => entity.Metadata.ManagedFields = options.KeepsSpecAuthors ? SpecAuthors.Only(entity.Metadata.ManagedFields) : null;

    private Task PauseAsync(Exception error, Backoff backoff, CancellationToken token)
    {
        var pause = (error as KubeApiException)?.RetryAfter ?? backoff.Next();
        if (error is not KubeApiException { IsGone: true })
        {
            RuntimeMetrics.WatchRestarts.WithLabels(Kind, "error").Inc();
            LogInterrupted(Kind, error.Message, pause);
        }
        else
        {
            pause = TimeSpan.Zero;
        }

        return Task.Delay(pause, time, token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [LoggerMessage(100, LogLevel.Warning, "Watch of {Kind} interrupted: {Error}; again in {Pause}")]
    private partial void LogInterrupted(string kind, string error, TimeSpan pause);

    [LoggerMessage(101, LogLevel.Error, "Skipped {Kind} {Name}: it cannot be read")]
    private partial void LogUnparsable(Exception error, string kind, string? name);

    private sealed class WatchInterrupted(string? resumeFrom, Exception cause) : Exception(cause.Message, cause)
    {
        public string? ResumeFrom { get; } = resumeFrom;
    }
}
