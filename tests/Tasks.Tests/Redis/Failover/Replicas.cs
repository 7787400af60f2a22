using October.Tasks.Redis.Connections;
using October.Testing.Redis;

namespace October.Tasks.Redis.Failover;

/// <summary>Whether replicas have what their primary has accepted.</summary>
internal static class Replicas
{
    /// <summary>
    /// Whether so many have confirmed a new write. Redis calls a replica <c>online</c>, and counts it for <c>min-replicas-to-write</c>, as soon as it was sent
    /// a copy of all data: while it loads that copy it is sent no write, and one that takes over then knows none of them.
    /// </summary>
    public static bool Confirm(RedisServer primary, int count)
    {
        using var connection = BlockingConnection.Open(primary.Settings, TimeSpan.FromSeconds(10));
        try
        {
            connection.Command("SET", "{october}october:confirm", "", "PX", "1000");
        }
        catch (RedisErrorException)
        {
            // Too few follow it yet, or it is no primary any more.
            return false;
        }

        return connection.Command("WAIT", $"{count}", "1000") == $"{count}";
    }
}
