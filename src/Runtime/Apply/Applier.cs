using System.Runtime.CompilerServices;
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
    /// <summary>
    /// The hash of the intent that each live object was found to meet. Objects of a store never change, so it holds as long as they live; and
    /// what the server made of our own apply is met by definition, else an admission webhook that insists on a field would be fought for ever.
    /// </summary>
    private readonly ConditionalWeakTable<object, string> met = [];

    /// <summary>Applies unless the object already is so.</summary>
    /// <param name="wanted">Every field that we have an opinion on.</param>
    /// <param name="store">What is known to be there; told of the answer.</param>
    /// <param name="force">False fails with 409 where another field manager has set something else.</param>
    /// <param name="token">Ends the call.</param>
    /// <exception cref="KubeApiException">The server refused it.</exception>
    public async Task<ApplyOutcome> ApplyAsync<T>(T wanted, Store<T> store, bool force, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var intent = Intent.Of(wanted);
        var live = store.Get(NamespacedName.Of(wanted));
        if (live is not null && IsMet(intent, live))
        {
            RuntimeMetrics.ApplySkips.WithLabels(KubeKind.Of(typeof(T)).Kind).Inc();
            return ApplyOutcome.Unchanged;
        }

        var written = await api.ApplyAsync<T>(intent.Body, fieldManager, null, token, force);
        written.Metadata.ManagedFields = null;
        met.AddOrUpdate(written, intent.Hash);
        store.Upsert(written, out _);
        return live is not null && Stamp(live) == intent.Hash ? ApplyOutcome.DriftCorrected : ApplyOutcome.Written;
    }

    /// <summary>
    /// Creates the object, and fails when one of the name is there. For kinds whose intents never lose a field: what a create has set, a later
    /// apply takes over but cannot take away.
    /// </summary>
    public async Task CreateAsync<T>(T wanted, Store<T> store, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var written = await api.CreateAsync(KubeJson.Read<T>(Intent.Of(wanted).Body.ToJsonString()), token);
        written.Metadata.ManagedFields = null;
        store.Upsert(written, out _);
    }

    /// <summary>Deletes exactly this object, guarded by its uid.</summary>
    public async Task DeleteAsync<T>(T live, Store<T> store, CancellationToken token)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        await api.DeleteAsync(live, token);
        if (live.Metadata.Finalizers is not { Count: > 0 })
            store.Forget(live);
    }

    private bool IsMet<T>(Intent intent, T live)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (met.TryGetValue(live, out var hash) && hash == intent.Hash)
            return true;
        if (!IntentMatcher.IsMet(intent.Body, Read(live)))
            return false;
        met.AddOrUpdate(live, intent.Hash);
        return true;
    }

    private static string? Stamp<T>(T live)
        where T : IKubernetesObject<V1ObjectMeta> =>
        live.Metadata.Annotations?.TryGetValue(Intent.HashAnnotation, out var stamp) == true ? stamp : null;

    private static JsonObject Read<T>(T live)
    {
        var kind = KubeKind.Of(typeof(T));
        var node = (JsonObject)KubeJson.Node(live!);
        // Items of a list do not repeat them.
        node["apiVersion"] = kind.ApiVersion;
        node["kind"] = kind.Kind;
        return node;
    }
}
