namespace October.Operator.Decide.Rotation;

/// <summary>What the operator needs of an app's Secret. Never logged, never in status.</summary>
/// <param name="Redis">Redis' passwords; just one where the Secret is the user's.</param>
/// <param name="ApiKey">The key that the api requires of its callers, if one is set.</param>
/// <param name="Digest">Digest of a user-named Secret; null for the generated one, whose content is the operator's own affair.</param>
internal sealed record AppSecret(Passwords Redis, string? ApiKey, string? Digest)
{
    /// <summary>The user named it, and changes it.</summary>
    public bool IsUsers => Digest is not null;

    /// <summary>Keeps the values out of every accidental print.</summary>
    public override string ToString() => nameof(AppSecret);
}
