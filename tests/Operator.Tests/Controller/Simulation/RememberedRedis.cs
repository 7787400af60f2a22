using October.Operator.Desired.Redis;
using October.Operator.Execute.Redis;

namespace October.Operator.Controller.Simulation;

/// <summary>A redis that only remembers which passwords it was told to accept.</summary>
internal sealed class RememberedRedis : IRedisUsers
{
    private readonly Lock _telling = new();

    /// <summary>What was accepted, call by call.</summary>
    public List<IReadOnlyList<string>> Told { get; } = [];

    /// <summary>What was accepted when sessions were ended, time by time.</summary>
    public List<IReadOnlyList<string>> Ended { get; } = [];

    /// <summary>Nobody reaches it.</summary>
    public bool IsUnreachable { get; set; }

    public Task SetAsync(RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended, CancellationToken cancellationToken)
    {
        if (IsUnreachable)
            throw new IOException($"{redis} does not take the new password (no route)");
        var accepted = accounts.Single(account => account.Name == RedisAccounts.Application).Passwords;
        lock (_telling)
        {
            if (Told.Count > 0 && !Told[^1].Intersect(redis.Logins.Select(login => login.Password)).Any())
                throw new IOException("no login is accepted");
            Told.Add(accepted);
            if (ended == RedisAccounts.Application)
                Ended.Add(accepted);
        }

        return Task.CompletedTask;
    }
}
