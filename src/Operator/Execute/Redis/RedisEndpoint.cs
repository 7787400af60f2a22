namespace October.Operator.Execute.Redis;

/// <summary>A running redis, and who may be able to log in to it.</summary>
/// <param name="Host">Where it is.</param>
/// <param name="Port">Its port.</param>
/// <param name="Logins">Users with their passwords, tried in this order.</param>
internal sealed record RedisEndpoint(string Host, int Port, IReadOnlyList<(string User, string Password)> Logins)
{
    /// <summary>The host that its certificate is for, and the authorities that it may come from in PEM; null where the connection is not encrypted.</summary>
    public (string Host, string Authorities)? Tls { get; init; }

    /// <summary>Keeps the passwords out of every accidental print.</summary>
    public override string ToString() => $"redis at {Host}:{Port}";
}
