using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Common.Json;
using October.Operator.Desired.Model;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Informers;

namespace October.Operator.Execute.Children;

/// <inheritdoc/>
/// <param name="applier">Applies, creates and deletes.</param>
/// <param name="store">What is there.</param>
/// <param name="api">Where the owner of a taken name is looked up.</param>
/// <param name="fixedFields">The kind's intents never lose a field, so that its objects can be made by a plain create.</param>
internal sealed class ChildKind<T>(Applier applier, Store<T> store, IKubeApi api, bool fixedFields = true) : IChildKind
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public Type Type => typeof(T);

    /// <inheritdoc/>
    public string Kind => KubeKind.Of(typeof(T)).Kind;

    /// <inheritdoc/>
    public async Task<ApplyOutcome> ApplyAsync(AppIdentity app, IKubernetesObject<V1ObjectMeta> wanted, bool existed, CancellationToken cancellationToken)
    {
        if (store.Get(NamespacedName.Of(wanted)) is not { } live)
        {
            if (existed)
                throw NameClashException.Deleted($"{Kind} {wanted.Metadata.Name}");
            if (await TakenByAsync((T)wanted, cancellationToken) is not { } taken)
                return ApplyOutcome.Written;
            live = taken;
            // What the wanted one was made from was not known when it was decided on.
            if (taken is V1Secret && Ownership.IsOwned(taken.Metadata, app))
            {
                store.Upsert(taken, out _);
                throw new SecretExistsException(taken.Metadata.Name);
            }
        }

        if (NameClashException.With(live, app) is { } clash)
            throw clash;
        // What a create has set, an apply without it does not take away.
        if (wanted.Metadata.OwnerReferences is not { Count: > 0 } && Ownership.Controller(live.Metadata) is not null)
            await OwnAsync(live, app, isKept: true, cancellationToken);
        // Also what was not known is applied to as this object, and to none that takes its name.
        store.Upsert(live, out _);
        try
        {
            return await applier.ApplyAsync((T)wanted, store, force: true, cancellationToken);
        }
        catch (KubeApiException exception) when (NameClashException.IsReplaced(exception))
        {
            // Whose the one is that has the name now is looked up by the next create.
            store.Forget(live);
            throw NameClashException.Deleted($"{Kind} {wanted.Metadata.Name}");
        }
    }

    /// <inheritdoc/>
    public async Task AdoptAsync(AppIdentity app, string name, CancellationToken cancellationToken)
    {
        // Whether a volume goes with the app is for the apply to say: until then it stays.
        if (store.Get(new NamespacedName(app.Namespace, name)) is { } known && Ownership.IsLeftOver(known.Metadata, app)
            // The store has it in outline only, and what is written depends on the rest of its metadata.
            && await api.GetAsync<T>(app.Namespace, name, cancellationToken) is { } live && Ownership.IsLeftOver(live.Metadata, app))
            await OwnAsync(live, app, isKept: typeof(T) == typeof(V1PersistentVolumeClaim), cancellationToken);
    }

    /// <inheritdoc/>
    public NameClashException? Clash(AppIdentity app, string name) =>
        store.Get(new NamespacedName(app.Namespace, name)) is { } live ? NameClashException.With(live, app) : null;

    /// <inheritdoc/>
    public async Task DeleteAsync(AppIdentity app, string name, CancellationToken cancellationToken)
    {
        if (store.Get(new NamespacedName(app.Namespace, name)) is { } child && Ownership.IsOwned(child.Metadata, app))
            await applier.DeleteAsync(child, store, cancellationToken);
    }

    /// <summary>Makes the object this app's in one write, so that it is somebody's at every moment; not when another client has changed it.</summary>
    private async Task OwnAsync(T live, AppIdentity app, bool isKept, CancellationToken cancellationToken)
    {
        var patch = new JsonArray(JsonPatchOperation.Test("/metadata/resourceVersion", live.Metadata.ResourceVersion));
        if (isKept && live.Metadata.Annotations is not { Count: > 0 })
            patch.Add((JsonNode)JsonPatchOperation.Add("/metadata/annotations", new JsonObject()));
        if (isKept)
            patch.Add((JsonNode)JsonPatchOperation.Add($"/metadata/annotations/{Ownership.UsedBy.Replace("/", "~1", StringComparison.Ordinal)}", app.Uid));
        var references = Ownership.References(live.Metadata, app, isKept).Select(KubeJson.Node).ToArray();
        patch.Add((JsonNode)JsonPatchOperation.Add("/metadata/ownerReferences", new JsonArray(references)));
        var answer = await api.JsonPatchAsync<T>(app.Namespace, live.Metadata.Name, patch, cancellationToken);
        store.Upsert(answer, out _);
    }

    /// <summary>
    /// Creates an object that is not known; what has its name when that is taken, which a webhook's denial may only pretend. A create costs no read beforehand.
    /// An apply does: without force it stops at a field that another client has set otherwise, but merges into an object that has them all alike.
    /// </summary>
    private async Task<T?> TakenByAsync(T wanted, CancellationToken cancellationToken)
    {
        try
        {
            if (fixedFields)
                await applier.CreateAsync(wanted, store, cancellationToken);
            else if (await FindAsync() is { } found)
                return found;
            else
                await applier.ApplyAsync(wanted, store, force: false, cancellationToken);
            return null;
        }
        catch (KubeApiException exception) when (exception.Code == HttpStatusCode.Conflict)
        {
            if (await FindAsync() is not { } taken)
                throw;
            return taken;
        }

        Task<T?> FindAsync() => api.GetAsync<T>(wanted.Metadata.NamespaceProperty, wanted.Metadata.Name, cancellationToken);
    }
}
