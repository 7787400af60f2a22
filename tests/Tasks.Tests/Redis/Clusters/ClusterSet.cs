using October.Tasks.Redis.Failover;
using October.Tasks.Redis.Topology;
using October.Testing;
using October.Testing.Redis;

namespace October.Tasks.Redis.Clusters;

/// <summary>
/// Six real nodes: a primary whose first slot is that of our keys, with two replicas that it needs to take writes; one with a replica, and one without.
/// </summary>
public sealed class ClusterSet : IAsyncLifetime
{
    /// <summary>Of the first two primaries, each would have our slot as its first one.</summary>
    private static readonly (int First, int Last)[] Slots = [(Slot, Slot + 999), (Slot + 1000, 16383), (0, Slot - 1)];

    /// <summary>What a node calls another one that it does not reach, or does not know yet.</summary>
    private static readonly string[] Troubles = [",fail ", ",fail,", "fail?", "handshake"];

    private readonly ClusterNode[] _nodes = [new(true), new(false), new(false), new(true), new(true, false), new(false)];

    /// <summary>The slot of <c>{october}</c>.</summary>
    public const int Slot = 11958;

    /// <summary>All nodes, of which not all run.</summary>
    public string Url => $"redis+cluster://:{RedisServer.Password}@{string.Join(',', _nodes.Select(static node => $"127.0.0.1:{node.Port}"))}";

    public RedisSettings Settings => RedisSettings.Parse(Url);

    /// <summary>The nodes that are no replicas at first; the first one has our keys.</summary>
    public IReadOnlyList<ClusterNode> Primaries => _nodes[..3];

    /// <summary>The node that has our keys, by its own account.</summary>
    public ClusterNode Serving => ServingNow ?? throw new InvalidOperationException("no node says that it has our keys");

    /// <summary>The same; null while there is none, as in the middle of a failover.</summary>
    public ClusterNode? ServingNow => PrimaryLocator.Locate(Settings).Port is var port ? _nodes.SingleOrDefault(node => node.Port == port) : null;

    /// <summary>A replica of a node.</summary>
    public ClusterNode ReplicaOf(ClusterNode primary)
    {
        var id = Id(primary);
        return _nodes.First(node => node.Text("CLUSTER", "NODES").Split('\n').Any(line =>
            line.Contains("myself,slave", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal)));
    }

    /// <summary>What the cluster calls a node.</summary>
    public static string Id(ClusterNode node) => node.Text("CLUSTER", "MYID");

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_nodes.Select(static node => node.StartAsync()));
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i].Run("CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
            if (i < Slots.Length)
                _nodes[i].Run("CLUSTER", "ADDSLOTSRANGE", $"{Slots[i].First}", $"{Slots[i].Last}");
            else
                _nodes[0].Meet(_nodes[i]);
        }

        _nodes[0].Meet(_nodes[1]);
        _nodes[0].Meet(_nodes[2]);
        await KnowAsync();
        foreach (var (replica, primary) in new[] { (3, 0), (4, 0), (5, 1) })
            _nodes[replica].Run("CLUSTER", "REPLICATE", Id(_nodes[primary]));
        await WholeAsync();
    }

    /// <summary>Ends when all nodes agree that all is well, and two have all of the one that has our keys.</summary>
    public async Task WholeAsync()
    {
        await KnowAsync();
        await Eventually.TrueAsync(() => Replicas.Confirm(Serving, 2), "two replicas confirm a write");
    }

    /// <summary>Runs a command of the guide.</summary>
    public static async Task<string> RunAsync(string line)
    {
        var login = new Dictionary<string, string> { ["REDISCLI_AUTH"] = RedisServer.Password };
        return (await Command.RunAsync("redis-cli", line.Split(' ')[1..], login)).Succeeds().Output;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private static string Info(ClusterNode node) => node.Text("CLUSTER", "INFO");

    private Task KnowAsync() => Eventually.TrueAsync(
        () => Array.TrueForAll(_nodes, node => Info(node) is var info && info.Contains("cluster_state:ok", StringComparison.Ordinal)
            && info.Contains($"cluster_known_nodes:{_nodes.Length}\r", StringComparison.Ordinal)
            && !Array.Exists(Troubles, node.Text("CLUSTER", "NODES").Contains)),
        "the nodes know each other");
}
