using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Options;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Watching;

namespace October.LocalCluster.ApiServer.Verbs;

/// <summary>GET of an object, a list or a watch.</summary>
internal sealed class ReadVerbs(IObjectStore store, KindRegistry kinds, ServerContext serverContext)
{
    public bool Exists(ResourceRequest request) => store.Get(request.Kind.StorageName, request.Key) is not null;

    public JsonObject Get(ResourceRequest request)
    {
        var requested = ListOptions.Revision(request.Query["resourceVersion"], StatusError.Internal);
        if (requested > store.Revision)
            throw StatusError.VersionTooLarge(requested.Value, store.Revision);
        var found = store.Get(request.Kind.StorageName, request.Key) ?? throw StatusError.NotFound(request.Kind, request.Name!);
        return request.Kind.FromStorage(found.Value);
    }

    /// <summary>A list with its metadata, the items still as stored.</summary>
    public JsonObject List(ResourceRequest request)
    {
        var query = request.Query;
        ListOptions.Check(query, isWatch: false);
        var selection = ListOptions.Selection(request);
        var limit = Limit(query["limit"]);
        var (snapshot, after) = Snapshot(request, limit);

        var items = new JsonArray();
        ObjectKey? last = null;
        var remaining = 0L;
        foreach (var (key, stored) in snapshot.Objects)
        {
            if ((after is { } start && key.CompareTo(start) <= 0) || !selection.Matches(key, request.Kind.FromStorage(stored.Value)))
                continue;
            if (limit > 0 && items.Count == limit)
            {
                remaining++;
                continue;
            }

            items.Add((JsonNode)request.Kind.FromStorage(stored.Value).Clone());
            last = key;
        }

        var metadata = new JsonObject { ["resourceVersion"] = snapshot.Revision.ToString(CultureInfo.InvariantCulture) };
        if (remaining > 0)
        {
            metadata["continue"] = new ContinueToken(snapshot.Revision, last!.Value).Encode();
            if (!selection.HasSelectors)
                metadata["remainingItemCount"] = remaining;
        }

        return new JsonObject { ["kind"] = request.Kind.ListKind, ["apiVersion"] = request.Kind.ApiVersion, ["metadata"] = metadata, ["items"] = items };
    }

    public IAsyncEnumerable<WatchEvent> Watch(ResourceRequest request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        ListOptions.Check(query, isWatch: true);
        var selection = ListOptions.Selection(request);
        var revision = ListOptions.Revision(query["resourceVersion"], StatusError.Internal);
        var sendInitial = query.IsTrue("sendInitialEvents");
        var bookmarks = query.IsTrue("allowWatchBookmarks");
        var current = revision is null or 0 ? query["sendInitialEvents"] != "false" : sendInitial;
        var from = current ? (long?)null : revision is null or 0 ? store.Revision : revision;
        var seconds = double.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var requested) && requested > 0
            ? requested
            : 1800 + serverContext.Ids.Next(1800);
        var options = new WatchOptions(from, sendInitial && bookmarks, bookmarks, TimeSpan.FromSeconds(seconds));
        return new WatchSession(store, kinds, serverContext.Time, request.Kind, selection).RunAsync(options, cancellationToken);
    }

    private (StoreSnapshot Snapshot, ObjectKey? After) Snapshot(ResourceRequest request, int limit)
    {
        var query = request.Query;
        var resource = request.Kind.StorageName;
        if (query["continue"] is { Length: > 0 } text)
        {
            if (query["resourceVersion"] is { Length: > 0 } and not "0")
                throw StatusError.BadRequest("specifying resource version is not allowed when using continue");
            var token = ContinueToken.Decode(text);
            if (token.Revision < 0)
                return (store.List(resource), token.LastKey);
            return (store.ListAt(resource, token.Revision) ?? throw Expired(token), token.LastKey);
        }

        var requested = ListOptions.Revision(query["resourceVersion"], problem => StatusError.BadRequest($"invalid resource version: {problem}"));
        if (requested is null or 0)
            return (store.List(resource), null);
        if (requested > store.Revision)
            throw StatusError.VersionTooLarge(requested.Value, store.Revision);
        var exact = query["resourceVersionMatch"] == "Exact" || (limit > 0 && query["resourceVersionMatch"] is null or "");
        if (!exact)
            return (store.List(resource), null);
        return (store.ListAt(resource, requested.Value) ?? throw StatusError.Gone(
            "The resourceVersion for the provided list is too old."), null);
    }

    /// <summary>410 with a token that continues inconsistently from the newest state, for clients that prefer that to starting over.</summary>
    private static ApiStatusException Expired(ContinueToken token)
    {
        var exception = StatusError.Gone(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, " +
            "or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an " +
            "inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the "
                + "list.");
        exception.Status["metadata"] = new JsonObject { ["continue"] = (token with { Revision = -1 }).Encode() };
        return exception;
    }

    private static int Limit(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var limit)
            ? Math.Max(limit, 0)
            : throw StatusError.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }
}
