using October.Tasks.Redis.Connections;
using October.Testing.Redis;

namespace October.Tasks.Redis.Clusters;

/// <summary>A redis-server as a node of a cluster.</summary>
/// <param name="needsReplica">Whether it takes writes only while another one follows it.</param>
/// <param name="isCandidate">False when it never takes a primary's place: two that want to may both fail at first, and try again some seconds later.</param>
public sealed class ClusterNode(bool needsReplica, bool isCandidate = true) : RedisServer
{
    private readonly int _bus = FreePort();

    /// <summary>Runs a command whose answer is one line.</summary>
    public string Run(params string[] words)
    {
        using var connection = BlockingConnection.Open(Settings, TimeSpan.FromSeconds(10));
        return connection.Command(words);
    }

    /// <summary>Runs a command whose answer is a text.</summary>
    public string Text(params string[] words)
    {
        using var connection = BlockingConnection.Open(Settings, TimeSpan.FromSeconds(10));
        return connection.Text(words)!;
    }

    /// <summary>Makes another one known to it.</summary>
    public void Meet(ClusterNode other) => Run("CLUSTER", "MEET", "127.0.0.1", $"{other.Port}", $"{other._bus}");

    protected override async Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data)
    {
        var (program, _, input) = await base.CommandAsync(data);
        // On a busy machine a node may get no turn for seconds. One that is replaced for that goes on to accept what is lost with its demotion.
        var file = Path.Combine(data, "redis.conf");
        await File.WriteAllTextAsync(
            file,
            $"{input}masterauth {Password}\nrepl-diskless-sync-delay 0\nmin-replicas-to-write {(needsReplica ? 1 : 0)}\n"
                + $"cluster-enabled yes\ncluster-port {_bus}\ncluster-node-timeout 5000\ncluster-allow-replica-migration no\n"
                + $"cluster-replica-no-failover {(isCandidate ? "no" : "yes")}\n");
        return (program, [file], "");
    }
}
