using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using October.Crd;
using October.Crd.Status;
using October.Operator.Rollout;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;

namespace October.Operator.Controllers;

/// <summary>Writes status, and only when it says something new; mere progress at most once in <see cref="Progress.Interval"/>.</summary>
internal sealed class StatusApplier(IKubeApi api, Store<V1OctoberApp> apps, TimeProvider time)
{
    private readonly ConcurrentDictionary<NamespacedName, long> told = new();

    /// <returns>How long to wait until the status may be told; null when nothing is left to tell.</returns>
    public async Task<TimeSpan?> ApplyAsync(V1OctoberApp app, V1OctoberAppStatus status, CancellationToken token)
    {
        var key = NamespacedName.Of(app);
        var wanted = KubeJson.Node(status);
        var known = (apps.Get(key) is { } stored && stored.Metadata.Uid == app.Metadata.Uid ? stored : app).Status;
        var live = known is null ? null : KubeJson.Node(known);
        if (JsonNode.DeepEquals(wanted, live))
            return null;
        if (live is not null && told.TryGetValue(key, out var last) && time.GetElapsedTime(last) is var ago && ago < Progress.Interval && Progress.IsAll(live, wanted))
            return Progress.Interval - ago;
        var intent = new JsonObject
        {
            ["apiVersion"] = app.ApiVersion,
            ["kind"] = app.Kind,
            ["metadata"] = new JsonObject { ["name"] = app.Metadata.Name, ["namespace"] = app.Metadata.NamespaceProperty },
            ["status"] = wanted,
        };
        var written = await api.ApplyAsync<V1OctoberApp>(intent, OctoberApi.FieldManager, "status", token);
        written.Metadata.ManagedFields = SpecAuthors.Only(written.Metadata.ManagedFields);
        apps.Upsert(written, out _);
        told[key] = time.GetTimestamp();
        return null;
    }

    /// <summary>The app is gone.</summary>
    public void Forget(NamespacedName key) => told.TryRemove(key, out _);
}
