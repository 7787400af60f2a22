using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>
/// A local copy of one resource, kept by list and watch. Answers to one's own writes may be put in ahead of the watch
/// (<see cref="Accept"/>, <see cref="Forget"/>), so that a controller always reads its own writes; of two states of an object the one
/// with the higher resource version wins.
/// </summary>
internal sealed partial class Informer(IClusterClient client, ResourceType type, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    // Held over a change and its callbacks, so that these come in the order of the changes; readers take only the gate.
    private readonly Lock _order = new();
    private readonly Lock _gate = new();
    private readonly ObjectTable _objects = new();
    private readonly HashSet<string> _forgotten = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Action<JsonObject?, JsonObject?>? _changed;

    public ResourceType Type => type;

    /// <summary>Completes when the first list is in.</summary>
    public Task Synced => _synced.Task;

    /// <summary>
    /// Calls back after each change with the state before and after; one of them may be null. Calls come one at a time, in the order of the changes: a
    /// callback must not wait for another change.
    /// </summary>
    public void OnChange(Action<JsonObject?, JsonObject?> callback)
    {
        lock (_gate)
            _changed += callback;
    }

    public JsonObject? Get(string ns, string name)
    {
        lock (_gate)
            return _objects.Find(ns, name);
    }

    public IReadOnlyList<JsonObject> All()
    {
        lock (_gate)
            return _objects.All();
    }

    public IReadOnlyList<JsonObject> InNamespace(string ns)
    {
        lock (_gate)
            return _objects.InNamespace(ns);
    }

    /// <summary>Takes over an object that a write or read returned.</summary>
    public void Accept(JsonObject value)
    {
        lock (_order)
        {
            JsonObject? old;
            lock (_gate)
            {
                if (_forgotten.Contains(value.Uid()))
                    return;
                old = _objects.Find(value.Namespace(), value.Name());
                if (old is not null && Version(old) >= Version(value))
                    return;
                _objects.Put(value);
            }

            _changed?.Invoke(old, value);
        }
    }

    /// <summary>Drops an object that is known to be gone, until the watch says so, too.</summary>
    public void Forget(JsonObject value)
    {
        lock (_order)
        {
            JsonObject? old;
            lock (_gate)
            {
                old = _objects.Find(value.Namespace(), value.Name());
                if (old is null || old.Uid() != value.Uid())
                    return;
                _objects.Remove(old);
                _forgotten.Add(value.Uid());
            }

            _changed?.Invoke(old, null);
        }
    }

    /// <summary>Keeps the copy current until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var list = await client.ListAsync(type, cancellationToken: cancellationToken);
                Replace(list);
                _synced.TrySetResult();
                await FollowAsync(list.ResourceVersion, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ApiStatusException exception) when (exception.Code == 404)
            {
                // Not served (yet): an empty copy is the truth.
                Replace(new ResourceList("0", []));
                _synced.TrySetResult();
                await DelayAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogListWatchFailed(logger, exception, type.Plural);
                await DelayAsync(cancellationToken);
            }
        }
    }

    private async Task DelayAsync(CancellationToken cancellationToken) =>
        await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task FollowAsync(string resourceVersion, CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var change in client.WatchAsync(type, null, resourceVersion, cancellationToken))
            {
                switch (change.Type)
                {
                    case "ERROR":
                        return;
                    case "DELETED":
                        Remove(change.Object);
                        break;
                    case "BOOKMARK":
                        break;
                    default:
                        Accept(change.Object);
                        break;
                }

                resourceVersion = change.Object.ResourceVersion();
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Replace(ResourceList list)
    {
        var present = list.Items.Select(i => i.Uid()).ToHashSet(StringComparer.Ordinal);
        var asOf = ulong.TryParse(list.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        // What is newer than the list was accepted ahead of the watch.
        foreach (var gone in All().Where(o => !present.Contains(o.Uid()) && Version(o) <= asOf))
            Remove(gone);
        foreach (var item in list.Items)
            Accept(item);
    }

    private void Remove(JsonObject value)
    {
        lock (_order)
        {
            lock (_gate)
            {
                _forgotten.Remove(value.Uid());
                if (_objects.Find(value.Namespace(), value.Name()) is not { } old || old.Uid() != value.Uid())
                    return;
                _objects.Remove(old);
            }

            // The last state before the deletion, finalizers gone and all.
            _changed?.Invoke(value, null);
        }
    }

    private static ulong Version(JsonObject value) =>
        ulong.TryParse(value.ResourceVersion(), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    [LoggerMessage(LogLevel.Warning, "Watching {Resource} failed; listing again.")]
    private static partial void LogListWatchFailed(ILogger logger, Exception exception, string resource);
}
