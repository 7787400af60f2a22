namespace October.Operator.Desired.Redis;

/// <summary>A user of redis, in the words of its access control lists.</summary>
/// <param name="Name">What it logs in as.</param>
/// <param name="Rights">Keys, channels and commands.</param>
/// <param name="Passwords">Each of them logs in.</param>
internal sealed record RedisAccount(string Name, string Rights, IReadOnlyList<string> Passwords)
{
    /// <summary>Keeps the passwords out of every accidental print.</summary>
    public override string ToString() => $"{nameof(RedisAccount)} {Name}";
}
