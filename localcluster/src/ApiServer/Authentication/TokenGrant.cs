namespace October.LocalCluster.ApiServer.Authentication;

/// <summary>What a ServiceAccount's token says.</summary>
/// <param name="Namespace">Namespace of the account.</param>
/// <param name="Name">Name of the account.</param>
/// <param name="Uid">Uid of the account: the token is invalid once it is deleted.</param>
/// <param name="Audiences">Whom the token is meant for.</param>
/// <param name="IssuedAt">From when on it holds.</param>
/// <param name="Expires">When it stops to hold.</param>
internal sealed record TokenGrant(
    string Namespace, string Name, string Uid, IReadOnlyList<string> Audiences, DateTimeOffset IssuedAt, DateTimeOffset Expires)
{
    /// <summary>The pod that the token is bound to, if any: the token is invalid once the pod is deleted, too.</summary>
    public BoundObject? Pod { get; init; }

    /// <summary>The Secret that the token is bound to, if any.</summary>
    public BoundObject? Secret { get; init; }

    /// <summary>The node of the pod.</summary>
    public BoundObject? Node { get; init; }
}
