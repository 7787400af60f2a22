namespace October.Runtime.Api;

/// <summary>A consistent list and the version to watch from.</summary>
public sealed record KubeList<T>(string ResourceVersion, IReadOnlyList<T> Items)
{
    /// <summary>What is there and could not be read.</summary>
    public IReadOnlyList<UnreadableObject> Unreadable { get; init; } = [];
}
