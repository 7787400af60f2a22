using System.Net;
using k8s;
using k8s.Models;
using October.Operator.Desired;
using October.Runtime.Abstractions;
using October.Runtime.Api;
using October.Runtime.Apply;
using October.Runtime.Informers;

namespace October.Operator.Controllers;

/// <summary>One kind of child: applies and prunes it.</summary>
internal interface IChildKind
{
    Type Type { get; }

    /// <summary>An object of this name is known to be there.</summary>
    bool Knows(IKubernetesObject<V1ObjectMeta> wanted);

    /// <summary>Brings one object about.</summary>
    /// <exception cref="NameClashException">The name is taken by an object that is not the app's.</exception>
    Task<ApplyOutcome> ApplyAsync(Applier applier, AppIdentity app, IKubernetesObject<V1ObjectMeta> wanted, CancellationToken token);

    /// <summary>Deletes what the app owns of this kind and does not want any more.</summary>
    Task PruneAsync(Applier applier, string ownerUid, IReadOnlySet<string> wanted, CancellationToken token);
}

/// <inheritdoc/>
/// <param name="store">What is there.</param>
/// <param name="api">Where the owner of a taken name is looked up.</param>
/// <param name="fixedFields">The kind's intents never lose a field, so that its objects can be made by a plain create.</param>
/// <param name="prune">False for kinds that hold what cannot be made again: data, passwords.</param>
internal sealed class ChildKind<T>(Store<T> store, IKubeApi api, bool fixedFields = true, bool prune = true) : IChildKind
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public Type Type => typeof(T);

    public bool Knows(IKubernetesObject<V1ObjectMeta> wanted) => store.Get(NamespacedName.Of(wanted)) is not null;

    public async Task<ApplyOutcome> ApplyAsync(Applier applier, AppIdentity app, IKubernetesObject<V1ObjectMeta> wanted, CancellationToken token)
    {
        if (store.Get(NamespacedName.Of(wanted)) is not { } live)
        {
            if (await TryMakeAsync(applier, (T)wanted, token))
                return ApplyOutcome.Written;
            if (await api.GetAsync<T>(app.Namespace, wanted.Metadata.Name, token) is not { } taken)
                throw new IOException($"{wanted.Metadata.Name} was there and is gone");
            live = taken;
        }

        if (NameClashException.With(live, app) is { } clash)
            throw clash;
        return await applier.ApplyAsync((T)wanted, store, force: true, token);
    }

    /// <summary>
    /// Makes an object that we do not know of; false when the name may be taken. Costs no look beforehand: either a create, or an apply that
    /// does not force and so stops at the first field that somebody else has set otherwise (a selector, for one, always is).
    /// </summary>
    private async Task<bool> TryMakeAsync(Applier applier, T wanted, CancellationToken token)
    {
        try
        {
            if (fixedFields)
                await applier.CreateAsync(wanted, store, token);
            else
                await applier.ApplyAsync(wanted, store, force: false, token);
            return true;
        }
        catch (KubeApiException error) when (error.Code == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    public async Task PruneAsync(Applier applier, string ownerUid, IReadOnlySet<string> wanted, CancellationToken token)
    {
        if (!prune)
            return;
        foreach (var child in store.InGroup(ownerUid))
        {
            if (child.Metadata.DeletionTimestamp is null && !wanted.Contains(child.Metadata.Name))
                await applier.DeleteAsync(child, store, token);
        }
    }
}
