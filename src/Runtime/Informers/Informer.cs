using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using October.Common.Queues;
using October.Runtime.Api;
using October.Runtime.Engine;
using October.Runtime.Metrics;

namespace October.Runtime.Informers;

/// <summary>
/// Keeps a <see cref="Store{T}"/> equal to the API server's objects of one kind: list, then watch, resuming after every event and bookmark;
/// a version too old lists anew, anything else resumes after a pause. With several namespaces each is listed and watched by itself.
/// </summary>
public sealed partial class Informer<T>(InformerOptions options, RuntimeServices services, Func<T, string?>? groupOf = null) : IInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly string Kind = KubeKind.Of(typeof(T)).Kind;
    private readonly ILogger _logger = services.Loggers.CreateLogger<Informer<T>>();
    private readonly RuntimeMetrics _metrics = services.Metrics;
    private readonly string?[] _namespaces = options.Namespaces.IsEmpty ? [null] : [.. options.Namespaces];
    private readonly UnreadableObjects _unreadable = new(services.Metrics.UnreadableObjects.WithLabels(Kind));
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the informer knows.</summary>
    public Store<T> Store { get; } = new(groupOf, options.Transform);

    /// <summary>Completes when the first list of every namespace is in.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Called for every change, on the informer's own threads, one for each namespace: be quick.</summary>
    public Action<InformerEvent<T>>? Changed { get; set; }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_namespaces.Select(ns => FollowAsync(ns, cancellationToken)));

    /// <summary>Lists once more, until it succeeds: what is known is then at least as new as this call, also while the watch is interrupted.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken) => Task.WhenAll(_namespaces.Select(ns => RefreshAsync(ns, cancellationToken)));

    [SuppressMessage("Design", "CA1031", Justification = "As of a watch: whatever goes wrong, the next try may go well.")]
    private async Task RefreshAsync(string? ns, CancellationToken cancellationToken)
    {
        var pauses = Pauses();
        while (true)
        {
            try
            {
                await ListAsync(ns, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(PauseAfter(exception, pauses, TimeSpan.Zero), services.Time, cancellationToken);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong, an informer that ended would leave the operator blind without a word.")]
    private async Task FollowAsync(string? ns, CancellationToken cancellationToken)
    {
        var pauses = Pauses();
        string? version = null;
        var pause = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            var started = services.Time.GetTimestamp();
            try
            {
                await Task.Delay(pause, services.Time, cancellationToken);
                (pause, started) = (TimeSpan.Zero, services.Time.GetTimestamp());
                var from = version ?? await ListAsync(ns, cancellationToken);
                version = from;
                version = await WatchAsync(ns, from, cancellationToken);
                pause = pauses.AfterEnd(services.Time.GetElapsedTime(started), version == from);
                _metrics.WatchRestarts.WithLabels(Kind, "ended").Inc();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (WatchInterrupted exception)
            {
                version = exception.ResumeFrom;
                pause = PauseAfter(exception.InnerException!, pauses, services.Time.GetElapsedTime(started));
            }
            catch (Exception exception)
            {
                pause = PauseAfter(exception, pauses, TimeSpan.Zero);
            }
        }
    }

    private async Task<string> ListAsync(string? ns, CancellationToken cancellationToken)
    {
        var list = await services.Api.ListAsync<T>(
            new ListOptions { Namespace = ns, LabelSelector = options.LabelSelector, Transform = options.Transform }, cancellationToken);
        _unreadable.Clear(ns);
        foreach (var unreadable in list.Unreadable)
            Report(unreadable);
        var isFirst = IsFirst(ns);
        foreach (var change in Store.Replace(list.Items, list.ResourceVersion, ns))
            Changed?.Invoke(change with { IsInitial = isFirst });
        if (AllAreListed(ns))
            _synced.TrySetResult();
        return list.ResourceVersion;
    }

    private bool IsFirst(string? ns)
    {
        lock (_listed)
            return !_listed.Contains(ns ?? "");
    }

    private bool AllAreListed(string? ns)
    {
        lock (_listed)
        {
            _listed.Add(ns ?? "");
            return _listed.Count == _namespaces.Length;
        }
    }

    /// <returns>The version to resume from.</returns>
    private async Task<string> WatchAsync(string? ns, string version, CancellationToken cancellationToken)
    {
        var length = options.MinWatch + ((options.MaxWatch - options.MinWatch) * services.Random());
        try
        {
            await foreach (var line in services.Api.WatchAsync<T>(ns, options.LabelSelector, version, length, cancellationToken))
                version = Take(line) ?? version;
            return version;
        }
        catch (KubeApiException exception) when (exception.IsGone)
        {
            _metrics.WatchRestarts.WithLabels(Kind, "expired").Inc();
            throw new WatchInterrupted(null, exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new WatchInterrupted(version, exception);
        }
    }

    /// <returns>The version after this line; null when it says none.</returns>
    private string? Take(WatchLine line)
    {
        if (line.Type == "ERROR")
            throw KubeErrors.From(line.Object);
        var version = UnreadableObject.Metadata(line.Object, "resourceVersion");
        if (line.Type == "BOOKMARK")
            return version;
        // Mostly the echo of a write whose answer is in already: not worth reading.
        if (line.Type != "DELETED" && version is not null && Store.Has(UnreadableObject.NameOf(line.Object), version))
            return version;
        var isRead = UnreadableObject.TryRead<T>(line.Object, out var entity, out var unreadable);
        // What is gone is gone; of what has changed, the last that could be read is known.
        if (isRead || line.Type == "DELETED")
            _unreadable.Remove(UnreadableObject.NameOf(line.Object));
        if (!isRead)
        {
            if (line.Type != "DELETED")
                Report(unreadable!);
            else if (Store.Remove(unreadable!.Name, out var gone))
                Changed?.Invoke(new InformerEvent<T>(gone, null));
            return version;
        }

        if (line.Type == "DELETED" ? Store.Remove(entity!, out var old) : Store.Upsert(entity!, out old))
            Changed?.Invoke(new InformerEvent<T>(old, line.Type == "DELETED" ? null : entity));
        return version;
    }

    private void Report(UnreadableObject unreadable)
    {
        _unreadable.Add(unreadable.Name);
        LogUnreadable(unreadable.Error, Kind, unreadable.Name);
    }

    private WatchPauses Pauses() => new(new Backoff(options.MinBackoff, options.MaxBackoff, services.Random), services.Time);

    private TimeSpan PauseAfter(Exception exception, WatchPauses pauses, TimeSpan lasted)
    {
        var pause = pauses.AfterFailure(exception, lasted);
        if (pause == TimeSpan.Zero)
            return pause;
        _metrics.WatchRestarts.WithLabels(Kind, "error").Inc();
        LogInterrupted(Kind, exception.Message, pause);
        return pause;
    }

    [LoggerMessage(100, LogLevel.Warning, "Watch of {Kind} interrupted: {Error}; again in {Pause}")]
    private partial void LogInterrupted(string kind, string error, TimeSpan pause);

    [LoggerMessage(101, LogLevel.Error, "Skipped {Kind} {Name}: it cannot be read")]
    private partial void LogUnreadable(Exception exception, string kind, NamespacedName name);

    private sealed class WatchInterrupted(string? resumeFrom, Exception cause) : Exception(cause.Message, cause)
    {
        public string? ResumeFrom { get; } = resumeFrom;
    }
}
