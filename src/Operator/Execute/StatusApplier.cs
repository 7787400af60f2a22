using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using October.Common.Text;
using October.Crd;
using October.Crd.Status;
using October.Operator.Decide.Status;
using October.Operator.Gather.Sources;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Operator.Execute;

/// <summary>
/// Writes status, and only when it says something new; progress of pods at most once in <see cref="Progress.Interval"/>. It is refused where the app is
/// another than the one that was decided on: what another leader has remembered must not be lost.
/// </summary>
internal sealed class StatusApplier(IKubeApi api, Store<V1OctoberApp> apps, TimeProvider time)
{
    private readonly ConcurrentDictionary<NamespacedName, (long At, string Version)> _written = new();

    /// <exception cref="KubeApiException">The app has changed since; what it is now is in the store, for the next reconcile.</exception>
    /// <returns>How long to wait until the status may be written; null when nothing is left to write.</returns>
    public async Task<TimeSpan?> ApplyAsync(V1OctoberApp app, V1OctoberAppStatus status, CancellationToken cancellationToken)
    {
        var key = NamespacedName.Of(app);
        var latest = Latest(app);
        var known = latest.Status;
        if (known is not null && KubeJson.Bytes(status).AsSpan().SequenceEqual(KubeJson.Bytes(known)))
            return null;
        // Here, where every text passes: a spec, names and answers are quoted in many places, and more people read status than wrote what it quotes.
        var wanted = VisibleText.In(KubeJson.Node(status))!;
        var live = known is null ? null : KubeJson.Node(known);
        if (JsonNode.DeepEquals(wanted, live))
            return null;
        if (
            live is not null
            && _written.TryGetValue(key, out var last)
            && time.GetElapsedTime(last.At) is var ago
            && ago < Progress.Interval
            && Progress.IsAll(live, wanted))
            return Progress.Interval - ago;
        var intent = new JsonObject
        {
            ["apiVersion"] = app.ApiVersion,
            ["kind"] = app.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = app.Metadata.Name,
                ["namespace"] = app.Metadata.NamespaceProperty,
                ["uid"] = app.Metadata.Uid,
                ["resourceVersion"] = _written.TryGetValue(key, out var own) && own.Version == latest.Metadata.ResourceVersion
                    ? own.Version
                    : app.Metadata.ResourceVersion,
            },
            ["status"] = wanted,
        };
        try
        {
            var written = await api.ApplyAsync<V1OctoberApp>(intent, OctoberApi.FieldManager, "status", cancellationToken);
            Keep(written);
            _written[key] = (time.GetTimestamp(), written.Metadata.ResourceVersion);
            return null;
        }
        catch (KubeApiException exception) when (exception.Code == HttpStatusCode.Conflict)
        {
            // The watch may be interrupted: then every try would be refused.
            if (await api.GetAsync<V1OctoberApp>(key.Namespace, key.Name, cancellationToken) is { } current)
                Keep(current);
            throw;
        }
    }

    private void Keep(V1OctoberApp app)
    {
        SpecAuthors.Keep(app);
        apps.Upsert(app, out _);
    }

    /// <summary>The app with what has been written of it since it was read.</summary>
    public V1OctoberApp Latest(V1OctoberApp app) =>
        apps.Get(NamespacedName.Of(app)) is { } stored && stored.Metadata.Uid == app.Metadata.Uid ? stored : app;

    /// <summary>The app is gone.</summary>
    public void Forget(NamespacedName key) => _written.TryRemove(key, out _);
}
