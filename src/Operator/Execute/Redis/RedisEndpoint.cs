namespace October.Operator.Execute.Redis;

/// <summary>A running redis, and who may be able to log in to it.</summary>
/// <param name="Host">Where it is.</param>
/// <param name="Port">Its port.</param>
/// <param name="Logins">Users with their passwords, tried in this order.</param>
internal sealed record RedisEndpoint(string Host, int Port, IReadOnlyList<(string User, string Password)> Logins)
{
    /// <summary>Keeps the passwords out of every accidental print.</summary>
    public override string ToString() => $"redis at {Host}:{Port}";
}
