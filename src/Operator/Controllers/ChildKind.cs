using k8s;
using k8s.Models;
using October.Runtime.Apply;
using October.Runtime.Informers;

namespace October.Operator.Controllers;

/// <summary>One kind of child: applies and prunes it.</summary>
internal interface IChildKind
{
    Type Type { get; }

    /// <summary>Brings one object about; true when a write was sent.</summary>
    Task<bool> ApplyAsync(Applier applier, IKubernetesObject<V1ObjectMeta> wanted, CancellationToken token);

    /// <summary>Deletes what the app owns of this kind and does not want any more.</summary>
    Task PruneAsync(Applier applier, string ownerUid, IReadOnlySet<string> wanted, CancellationToken token);
}

/// <inheritdoc/>
/// <param name="store">What is there.</param>
/// <param name="prune">False for kinds that hold what cannot be made again: data, passwords.</param>
internal sealed class ChildKind<T>(Store<T> store, bool prune = true) : IChildKind
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public Type Type => typeof(T);

    public async Task<bool> ApplyAsync(Applier applier, IKubernetesObject<V1ObjectMeta> wanted, CancellationToken token) =>
        (await applier.ApplyAsync((T)wanted, store, token)).Written;

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
