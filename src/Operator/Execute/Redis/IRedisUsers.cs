using October.Operator.Desired.Redis;

namespace October.Operator.Execute.Redis;

/// <summary>Changes who may log in to a running redis, and do what, at once.</summary>
internal interface IRedisUsers
{
    /// <summary>Sets users to exactly these passwords and rights. No session ends by it.</summary>
    /// <param name="redis">Which redis.</param>
    /// <param name="accounts">The users, in the order in which they are set.</param>
    /// <param name="ended">The user whose sessions end afterwards; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="IOException">Redis cannot be reached, or gives none of the logins the right to it; the message has no secret.</exception>
    Task SetAsync(RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended, CancellationToken cancellationToken);
}
