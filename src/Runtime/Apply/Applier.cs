using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Runtime.Apply;

/// <summary>Brings one object to what an intent wants, through server-side apply, and tells the store at once what came of it.</summary>
public sealed class Applier(IKubeApi api, string fieldManager)
{
    /// <summary>Applies unless the object already is so.</summary>
    /// <returns>The live object, and whether a write was sent.</returns>
    public async Task<(T Live, bool Written)> ApplyAsync<T>(T wanted, Store<T> store, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var intent = Intent.Of(wanted);
        var live = store.Get(NamespacedName.Of(wanted));
        if (live is not null && IntentMatcher.IsMet(intent.Body, Read(live)))
        {
            RuntimeMetrics.ApplySkips.WithLabels(KubeKind.Of(typeof(T)).Kind).Inc();
            return (live, false);
        }

        var written = await api.ApplyAsync<T>(intent.Body, fieldManager, null, token);
        written.Metadata.ManagedFields = null;
        store.Upsert(written, out _);
        return (written, true);
    }

    /// <summary>Deletes exactly this object, guarded by its uid.</summary>
    public async Task DeleteAsync<T>(T live, Store<T> store, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        await api.DeleteAsync(live, token);
        if (live.Metadata.Finalizers is not { Count: > 0 })
            store.Forget(live);
    }

    private static JsonObject Read<T>(T live)
    {
        var kind = KubeKind.Of(typeof(T));
        var node = (JsonObject)JsonNode.Parse(KubernetesJson.Serialize(live))!;
        // Items of a list do not repeat them.
        node["apiVersion"] = kind.ApiVersion;
        node["kind"] = kind.Kind;
        return node;
    }
}
