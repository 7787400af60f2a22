using October.Crd;
using October.Runtime.Api;

namespace October.Operator.Controllers;

/// <summary>
/// Looks whether an app is still there before something is made for it again. A deleted app goes before its children do, but the two are seen by
/// different watches: a child may be seen to go first, and would be made once more for the garbage collector to take.
/// </summary>
internal sealed class Presence(IKubeApi api)
{
    /// <summary>Costs one read; none for an app that nothing was made for yet.</summary>
    /// <exception cref="AppGoneException">The app is gone, going, or another one of its name.</exception>
    public async Task EnsureAsync(V1OctoberApp entity, CancellationToken token)
    {
        if (entity.Status?.ObservedGeneration is null or < 0)
            return;
        var live = await api.GetAsync<V1OctoberApp>(entity.Metadata.NamespaceProperty, entity.Metadata.Name, token);
        if (live?.Metadata.Uid != entity.Metadata.Uid || live?.Metadata.DeletionTimestamp is not null)
            throw new AppGoneException();
    }
}

/// <summary>The app that was to be reconciled is being deleted: there is nothing to do.</summary>
internal sealed class AppGoneException() : Exception("the app is being deleted");
