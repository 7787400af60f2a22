using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>What Redis does when its memory is full: a queue needs one that refuses writes, and drops nothing that it has accepted.</summary>
internal static class EvictionPolicy
{
    private const string Safe = "noeviction";
    private const string Field = "maxmemory_policy:";

    /// <summary>The policy; null when the server does not say it, or not to this user.</summary>
    public static async Task<string?> ReadAsync(IDatabase redis)
    {
        try
        {
            var info = (string?)await redis.ExecuteAsync("INFO", "memory") ?? "";
            return info.Split('\n').FirstOrDefault(static line => line.StartsWith(Field, StringComparison.Ordinal))?[Field.Length..].Trim();
        }
        catch (RedisServerException exception) when (KeyFault.Is(exception.Message))
        {
            return null;
        }
    }

    /// <summary>Under this policy nothing is dropped that Redis has accepted; also where it is not known.</summary>
    public static bool IsSafe(string? policy) => policy is null or Safe;

    /// <summary>Why no task may be sent under a policy; null when one may.</summary>
    public static string? Problem(string? policy) => IsSafe(policy)
        ? null
        : $"Redis may drop accepted tasks and results: its maxmemory-policy is {policy}; set it to {Safe}, or set REDIS_ALLOW_EVICTION=true to risk it";
}
