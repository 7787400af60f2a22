namespace October.Operator.Reconcile.Model;

/// <summary>What is there of an app's children.</summary>
/// <param name="Existing">Every object of a child's kind that is known, whoever owns it.</param>
/// <param name="Owned">Those that the app controls and that are not being deleted.</param>
/// <param name="Replicas">Number of pods in the spec of each existing Deployment.</param>
internal sealed record ChildInventory(IReadOnlySet<ChildKey> Existing, IReadOnlyList<ChildKey> Owned, IReadOnlyDictionary<string, int> Replicas)
{
    /// <summary>ConfigMaps that pods of a Deployment that is there need, or may be started with.</summary>
    public IReadOnlySet<ChildKey> ConfigsInUse { get; init; } = new HashSet<ChildKey>();

    /// <summary>Those that the app controls and that outlive it.</summary>
    public IReadOnlyList<ChildKey> Kept { get; init; } = [];

    /// <summary>What an earlier app of the name has left and this one is to take over.</summary>
    public IReadOnlyList<ChildKey> LeftOver { get; init; } = [];
}
