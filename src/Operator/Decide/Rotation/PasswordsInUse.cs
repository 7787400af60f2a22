namespace October.Operator.Decide.Rotation;

/// <summary>What is known of redis' passwords besides the app's Secret.</summary>
/// <param name="Accepted">What redis' own file accepts, the one that pods use first; empty where there is no file.</param>
/// <param name="Runs">Redis' Deployment is there.</param>
/// <param name="Version">Newest version among the pod templates of api and worker.</param>
/// <param name="RedisVersion">Version in redis' pod template.</param>
internal sealed record PasswordsInUse(IReadOnlyList<string> Accepted, bool Runs, int Version, int RedisVersion)
{
    /// <summary>Nothing uses a password yet.</summary>
    public static PasswordsInUse None { get; } = new([], Runs: false, Version: 0, RedisVersion: 0);

    /// <summary>Keeps the values out of every accidental print.</summary>
    public override string ToString() => nameof(PasswordsInUse);
}
