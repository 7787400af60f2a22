using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Watching;

/// <summary>
/// One watch: reads the history of a resource at its own pace, turns changes into what this selection sees, and ends at its deadline.
/// A reader that falls behind the history gets 410, as from the watch cache of the real server.
/// </summary>
internal sealed class WatchSession(IObjectStore store, KindRegistry kinds, TimeProvider time, ResourceKind kind, Selection selection)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PersistenceRetry = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<WatchEvent> RunAsync(WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + options.Timeout;
        long revision;
        if (options.From is { } from)
        {
            revision = from;
        }
        else
        {
            var snapshot = store.List(kind.StorageName);
            await PersistedAsync(snapshot.Revision, cancellationToken);
            foreach (var initial in InitialEvents(snapshot))
                yield return initial;
            revision = snapshot.Revision;
            if (options.InitialEventsEnd)
                yield return new WatchEvent("BOOKMARK", Bookmark(revision, initialEventsEnd: true));
        }

        var nextBookmark = NextBookmark(end);
        using var signal = new DelayedSignal(time, cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            // Taken before the events are read: what changes meanwhile completes the next wait.
            var served = kind.IsCustom ? kinds.Changed : null;
            if (store.Read(kind.StorageName, revision) is not { } batch)
            {
                yield return new WatchEvent("ERROR", TooOld(revision));
                yield break;
            }

            foreach (var change in batch.Events)
            {
                if (Seen(change) is { } seen)
                    yield return seen;
            }

            revision = Math.Max(revision, batch.Revision);
            var now = time.GetUtcNow();
            if (options.Bookmarks && now >= nextBookmark)
            {
                yield return new WatchEvent("BOOKMARK", Bookmark(revision, initialEventsEnd: false));
                nextBookmark = NextBookmark(end);
            }

            if (now >= end || IsGone())
                yield break;
            var wakeAt = options.Bookmarks && nextBookmark < end ? nextBookmark : end;
            await Task.WhenAny(served is null ? batch.Next : Task.WhenAny(batch.Next, served), signal.At(wakeAt));
        }
    }

    /// <summary>The objects that a watch begins with are none that a crash could still undo: it waits for as long as the store cannot write.</summary>
    private async Task PersistedAsync(long upTo, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await store.PersistedAsync(upTo);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(PersistenceRetry, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private IEnumerable<WatchEvent> InitialEvents(StoreSnapshot snapshot) =>
        from stored in snapshot.Objects
        let value = kind.FromStorage(stored.Value.Value)
        where selection.Matches(stored.Key, value)
        select new WatchEvent("ADDED", value);

    /// <summary>The watches of a custom resource end with its definition.</summary>
    private bool IsGone() => kind.IsCustom && kinds.Find(kind.Group, kind.Version, kind.Plural) is null;

    /// <summary>What this selection sees of a change: objects that begin or cease to match look like created or deleted ones.</summary>
    private WatchEvent? Seen(StoreEvent change)
    {
        var current = kind.FromStorage(change.Current.Value);
        var isNow = change.Type != StoreEventType.Deleted && selection.Matches(change.Key, current);
        var wasBefore = change.Previous is { } previous && selection.Matches(change.Key, kind.FromStorage(previous.Value));
        return (wasBefore, isNow) switch
        {
            (false, true) => new WatchEvent("ADDED", current) { Shared = change.Shared },
            (true, true) => new WatchEvent("MODIFIED", current) { Shared = change.Shared },
            (true, false) when change.Type == StoreEventType.Deleted => new WatchEvent("DELETED", current) { Shared = change.Shared },
            (true, false) => new WatchEvent("DELETED", kind.FromStorage(LastSeen(change))),
            _ => null,
        };
    }

    private static JsonObject LastSeen(StoreEvent change)
    {
        var last = change.Previous!.Value.Clone();
        last.Metadata()["resourceVersion"] = change.Revision.ToString(CultureInfo.InvariantCulture);
        return last;
    }

    private DateTimeOffset NextBookmark(DateTimeOffset end)
    {
        var now = time.GetUtcNow();
        var beforeEnd = end - LastBookmark;
        return now + BookmarkInterval < beforeEnd || beforeEnd <= now ? now + BookmarkInterval : beforeEnd;
    }

    private JsonObject Bookmark(long revision, bool initialEventsEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (initialEventsEnd)
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        return new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata };
    }

    private JsonObject TooOld(long revision) => Registry.StatusError.Gone(
        $"too old resource version: {revision} ({store.Revision})").Status;
}
