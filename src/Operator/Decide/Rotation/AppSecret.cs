namespace October.Operator.Decide.Rotation;

/// <summary>What the operator needs of an app's Secret. Never logged, never in status.</summary>
/// <param name="Redis">Redis' passwords; just one where the Secret is the user's.</param>
/// <param name="NamedKeys">The keys of the api's callers in a user-named Secret; null where it has none.</param>
/// <param name="Digest">Digest of a user-named Secret; null for the generated one, whose content is the operator's own affair.</param>
internal sealed record AppSecret(Passwords Redis, string? NamedKeys, string? Digest)
{
    /// <summary>The key that the operator makes for the api's callers.</summary>
    public string GeneratedKey { get; init; } = "";

    /// <summary>The user named it, and changes it.</summary>
    public bool IsUsers => Digest is not null;

    /// <summary>Keeps the values out of every accidental print.</summary>
    public override string ToString() => nameof(AppSecret);
}
