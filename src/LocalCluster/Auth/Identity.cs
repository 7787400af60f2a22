namespace October.LocalCluster.Auth;

/// <summary>Who makes a request.</summary>
/// <param name="Name">User name.</param>
/// <param name="Groups">Groups, among them <c>system:authenticated</c>.</param>
public sealed record Identity(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>The cluster's administrator, who may do everything.</summary>
    public static Identity Administrator { get; } = new("kubernetes-admin", ["system:masters", "system:authenticated"]);
}
