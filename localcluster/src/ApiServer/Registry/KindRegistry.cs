using System.Collections.Immutable;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>The served resources. Replaced as a whole when custom resources come and go, so that readers need no lock.</summary>
internal sealed class KindRegistry(IEnumerable<ResourceKind> kinds)
{
    private ImmutableDictionary<(string Group, string Version, string Plural), ResourceKind> _byType =
        kinds.ToImmutableDictionary(k => (k.Group, k.Version, k.Plural));

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the resources change next.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Counts the changes; caches of discovery and schemas are made per value.</summary>
    public long Epoch { get; private set; }

    public IReadOnlyCollection<ResourceKind> All => [.. _byType.Values];

    public ResourceKind? Find(string group, string version, string plural) => _byType.GetValueOrDefault((group, version, plural));

    public bool HasGroupVersion(string group, string version) => _byType.Keys.Any(k => k.Group == group && k.Version == version);

    /// <summary>Replaces the resources of one group and plural by these.</summary>
    public void Replace(string group, string plural, IReadOnlyCollection<ResourceKind> kinds)
    {
        ImmutableInterlocked.Update(ref _byType, all => all
            .RemoveRange(all.Keys.Where(k => k.Group == group && k.Plural == plural))
            .SetItems(kinds.Select(k => KeyValuePair.Create((k.Group, k.Version, k.Plural), k))));
        Epoch++;
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
