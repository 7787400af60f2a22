using October.Tasks.Redis.Connections;
using October.Tasks.Redis.Topology;
using October.Testing.Redis;

namespace October.Tasks.Redis.Failover;

/// <summary>Three real Sentinels, a primary and two replicas.</summary>
public sealed class SentinelSet : IAsyncLifetime
{
    private readonly RedisNode[] _nodes;
    private readonly SentinelServer[] _sentinels;

    public SentinelSet()
    {
        var primary = new RedisNode(null);
        _nodes = [primary, new RedisNode(primary.Port), new RedisNode(primary.Port)];
        _sentinels = [new SentinelServer(primary.Port), new SentinelServer(primary.Port), new SentinelServer(primary.Port)];
    }

    /// <summary>The Sentinels, as Celery takes them.</summary>
    public string Url => $"sentinel://:{RedisServer.Password}@" + string.Join(";sentinel://", _sentinels.Select(static one => $"127.0.0.1:{one.Port}"));

    public int SentinelPort => _sentinels[0].Port;

    public RedisSettings Settings
    {
        get
        {
            var settings = RedisSettings.Parse(Url);
            return settings with { Sentinel = settings.Sentinel! with { MasterName = SentinelServer.Master, Password = SentinelServer.OwnPassword } };
        }
    }

    /// <summary>The primary by the account of the Sentinels.</summary>
    public RedisNode Primary => _nodes.Single(node => node.Port == PrimaryLocator.Locate(Settings).Port);

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll([.. _nodes.Concat<RedisServer>(_sentinels).Select(static server => server.StartAsync())]);
        await WholeAsync();
    }

    /// <summary>Ends when all Sentinels see all servers, and two have all of the primary.</summary>
    public Task WholeAsync() => Eventually.TrueAsync(
        () => _sentinels.All(sentinel => sentinel.IsWhole(_nodes.Length - 1, _sentinels.Length)) && Replicas.Confirm(Primary, _nodes.Length - 1),
        "a primary, its replicas and the Sentinels know each other");

    /// <summary>Runs a command on each Sentinel.</summary>
    public void RunOnSentinels(params string[] words)
    {
        foreach (var sentinel in _sentinels)
        {
            using var connection = BlockingConnection.Open(sentinel.Settings, TimeSpan.FromSeconds(10));
            connection.Command(words);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _sentinels.Concat<RedisServer>(_nodes))
            await server.DisposeAsync();
    }
}
