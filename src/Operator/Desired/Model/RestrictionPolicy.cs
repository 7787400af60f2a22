using System.Collections.Immutable;

namespace October.Operator.Desired.Model;

/// <summary>What the administrator of the operator lets a spec ask for.</summary>
/// <param name="Level">What is refused.</param>
internal sealed record RestrictionPolicy(RestrictionLevel Level)
{
    /// <summary>Service accounts that pods may run as besides their own; a trailing * matches the rest of a name.</summary>
    public ImmutableArray<string> ServiceAccounts { get; init; } = [];

    /// <summary>Secrets that a spec may name where the level refuses others; a trailing * matches the rest of a name.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>Pods may run as this service account.</summary>
    public bool AllowsServiceAccount(string name) => Matches(ServiceAccounts, name);

    /// <summary>A spec may name this Secret.</summary>
    public bool AllowsSecret(string name) => Level < RestrictionLevel.Restricted || Matches(Secrets, name);

    private static bool Matches(ImmutableArray<string> patterns, string name) => patterns.Any(pattern =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern);
}
