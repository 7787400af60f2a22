namespace October.Operator.Execute.Redis;

/// <summary>Changes which passwords a running redis accepts, at once and without breaking a connection.</summary>
internal interface IRedisUsers
{
    /// <summary>Has redis accept exactly these passwords for its default user.</summary>
    /// <param name="host">Where redis is.</param>
    /// <param name="port">Its port.</param>
    /// <param name="accepted">What is accepted afterwards.</param>
    /// <param name="logins">What may be accepted now, tried in this order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="IOException">Redis cannot be reached, or takes none of the logins; the message has no secret.</exception>
    Task AcceptAsync(string host, int port, IReadOnlyList<string> accepted, IReadOnlyList<string> logins, CancellationToken cancellationToken);
}
