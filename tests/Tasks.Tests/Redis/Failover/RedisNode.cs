using October.Testing.Redis;

namespace October.Tasks.Redis.Failover;

/// <summary>A redis-server that Sentinels look after; it takes writes only while another one follows it.</summary>
/// <param name="primary">The port of the one that it follows at first; null for none.</param>
public sealed class RedisNode(int? primary) : RedisServer
{
    protected override async Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data)
    {
        var (program, _, input) = await base.CommandAsync(data);
        // Sentinel writes it anew.
        var file = Path.Combine(data, "redis.conf");
        await File.WriteAllTextAsync(
            file,
            $"{input}masterauth {Password}\nmin-replicas-to-write 1\nrepl-diskless-sync-delay 0\n"
                + (primary is { } port ? $"replicaof 127.0.0.1 {port}\n" : ""));
        return (program, [file], "");
    }
}
