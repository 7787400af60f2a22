using October.Crd;
using October.Runtime.Api;

namespace October.Operator.Execute;

/// <summary>
/// Checks that an app is still there before something is created for it again. A deleted app goes before its children do, but the two come by
/// different watches: a child's deletion may come first, and the child would be created once more for the garbage collector to delete.
/// </summary>
internal sealed class OwnerGuard(IKubeApi api)
{
    /// <summary>Costs one read; none for an app that nothing was created for yet.</summary>
    /// <exception cref="OwnerDeletedException">The app is gone, going, or another one of its name.</exception>
    public async Task EnsureAsync(V1OctoberApp entity, CancellationToken cancellationToken)
    {
        if (entity.Status?.ObservedGeneration is null or < 0)
            return;
        var live = await api.GetAsync<V1OctoberApp>(entity.Metadata.NamespaceProperty, entity.Metadata.Name, cancellationToken);
        if (live?.Metadata.Uid != entity.Metadata.Uid || live?.Metadata.DeletionTimestamp is not null)
            throw new OwnerDeletedException();
    }
}

/// <summary>The app that was to be reconciled is being deleted: there is nothing to do.</summary>
internal sealed class OwnerDeletedException() : Exception("the app is being deleted");
