namespace October.LocalCluster.ApiServer.Model;

/// <summary>The user that makes a request.</summary>
/// <param name="Name">User name.</param>
/// <param name="Groups">Groups, among them <c>system:authenticated</c>.</param>
public sealed record Identity(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>The group of all authenticated users.</summary>
    internal const string Authenticated = "system:authenticated";

    private const string AccountPrefix = "system:serviceaccount:";

    /// <summary>The cluster's administrator, who may do everything.</summary>
    public static Identity Administrator { get; } = new("kubernetes-admin", ["system:masters", Authenticated]);

    /// <summary>Uid of the user, where it has one: that of the ServiceAccount.</summary>
    public string? Uid { get; init; }

    /// <summary>What else is known, such as the pod that a token is bound to.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A ServiceAccount, with the groups that every one of them has.</summary>
    public static Identity ServiceAccount(string ns, string name) => new(AccountPrefix + ns + ":" + name, AccountGroups(ns));

    /// <summary>The groups that a user has by its name alone: a ServiceAccount's, or those of anybody who is authenticated.</summary>
    internal static IReadOnlyList<string> GroupsOf(string user) =>
        user.StartsWith(AccountPrefix, StringComparison.Ordinal) && user.Split(':') is [_, _, var ns, _] ? AccountGroups(ns) : [Authenticated];

    private static string[] AccountGroups(string ns) => ["system:serviceaccounts", $"system:serviceaccounts:{ns}", Authenticated];
}
