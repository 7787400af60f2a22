namespace October.Operator.Desired;

/// <summary>All that the objects depend on.</summary>
internal sealed record DesiredInput
{
    public required AppIdentity App { get; init; }

    /// <summary>What users meet.</summary>
    public required RenderedRevision Stable { get; init; }

    /// <summary>What is being tried beside it, if anything.</summary>
    public RenderedRevision? Preview { get; init; }

    /// <summary>What would be put back: its config must outlive the rolling update, for its pods may restart.</summary>
    public RenderedRevision? LastGood { get; init; }

    public ClusterFacts Cluster { get; init; } = new();

    /// <summary>Redis' password, from the app's Secret.</summary>
    public required string RedisPassword { get; init; }

    /// <summary>The Secret has an API_KEY: the api asks it of its callers.</summary>
    public required bool HasApiKey { get; init; }
}
