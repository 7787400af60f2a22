using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Informers;
using October.Runtime.Metrics;

namespace October.Runtime.Apply;

/// <summary>Makes one object what is wanted, through server-side apply, and puts the answer into the store at once.</summary>
/// <param name="api">Where to write.</param>
/// <param name="options">In whose name.</param>
/// <param name="metrics">Where applies that were not sent are counted.</param>
public sealed class Applier(IKubeApi api, ApplierOptions options, RuntimeMetrics metrics)
{
    /// <summary>The hash of the intent that each live object was found to hold. Objects of a store never change, so it is right as long as they live.</summary>
    private readonly ConditionalWeakTable<object, string> _held = [];
    private readonly AcceptedAnswers _accepted = new();

    /// <summary>Applies unless the object already is so.</summary>
    /// <param name="wanted">Every field that we have an opinion on.</param>
    /// <param name="store">What is known to be there; receives the answer.</param>
    /// <param name="force">False fails with 409 where another field manager has set something else.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="KubeApiException">The server refused it, for example because the object that is known is there no more.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer.</exception>
    public async Task<ApplyOutcome> ApplyAsync<T>(T wanted, Store<T> store, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var intent = Intent.Of(wanted, options.StampAnnotation);
        var live = store.Get(NamespacedName.Of(wanted));
        if (live is not null && Holds(intent, live, store))
        {
            metrics.ApplySkips.WithLabels(KubeKind.Of(typeof(T)).Kind).Inc();
            return ApplyOutcome.Unchanged;
        }

        var answer = await api.ApplyAsync<T>(intent.BodyFor(live?.Metadata.Uid), options.FieldManager, null, cancellationToken, force);
        store.Upsert(answer, out _);
        Accept(intent, answer, store);
        if (live is null || Stamp(live) != intent.Hash)
            return ApplyOutcome.Written;
        // What we knew may be older than what the server had, so the version alone does not say whether it changed anything.
        var isSame = live.Metadata.ResourceVersion == answer.Metadata.ResourceVersion || AcceptedAnswers.Content(live) == AcceptedAnswers.Content(answer);
        return isSame ? ApplyOutcome.Unchanged : ApplyOutcome.DriftCorrected;
    }

    /// <summary>
    /// Creates the object, and fails when one of the name is there. For kinds whose intents never lose a field: what a create has set, a later
    /// apply takes over but cannot take away.
    /// </summary>
    /// <param name="wanted">Every field that we have an opinion on.</param>
    /// <param name="store">Receives the answer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="KubeApiException">The server refused it, for example because the name is taken.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer.</exception>
    public async Task CreateAsync<T>(T wanted, Store<T> store, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var intent = Intent.Of(wanted, options.StampAnnotation);
        var answer = await api.CreateAsync(KubeJson.Read<T>(intent.Body), cancellationToken);
        store.Upsert(answer, out _);
        Accept(intent, answer, store);
    }

    /// <summary>Deletes exactly this object, guarded by its uid.</summary>
    /// <param name="live">The object.</param>
    /// <param name="store">Forgets it, unless a finalizer keeps it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="KubeApiException">The server refused it.</exception>
    /// <exception cref="HttpRequestException">The server was not reached, or did not answer.</exception>
    public async Task DeleteAsync<T>(T live, Store<T> store, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        await api.DeleteAsync(live, cancellationToken);
        _accepted.Remove(live);
        if (live.Metadata.Finalizers is not { Count: > 0 })
            store.Forget(live);
    }

    private bool Holds<T>(Intent intent, T live, Store<T> store)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (_held.TryGetValue(live, out var hash) && hash == intent.Hash)
            return true;
        if (!Matches(intent, live, store) && !_accepted.Has(live, intent))
            return false;
        _held.AddOrUpdate(live, intent.Hash);
        return true;
    }

    /// <summary>Whatever the server made of an intent holds it: else a webhook that insists on a value would be fought for ever.</summary>
    private void Accept<T>(Intent intent, T answer, Store<T> store)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        _held.AddOrUpdate(answer, intent.Hash);
        if (Matches(intent, answer, store))
            _accepted.Remove(answer);
        else
            _accepted.Add(answer, intent, store);
    }

    private bool Matches<T>(Intent intent, T live, Store<T> store)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = KubeKind.Of(typeof(T));
        var (body, type) = (Node(live, kind), options.Types.Find(kind.ApiVersion, kind.Kind));
        if (IntentMatcher.Holds(intent.Body, body, type))
            return true;
        // What the store does not keep of an object is in no live one: the intent is compared as it would be kept.
        var kept = KubeJson.Read<T>(intent.Body);
        store.Transform(kept);
        return IntentMatcher.Holds(Node(kept, kind), body, type);
    }

    private static JsonObject Node<T>(T entity, KubeKind kind)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = (JsonObject)KubeJson.Node(entity);
        // Items of a list do not repeat them.
        body["apiVersion"] = kind.ApiVersion;
        body["kind"] = kind.Kind;
        return body;
    }

    private string? Stamp<T>(T live)
        where T : IKubernetesObject<V1ObjectMeta> =>
        live.Metadata.Annotations?.TryGetValue(options.StampAnnotation, out var stamp) == true ? stamp : null;
}
