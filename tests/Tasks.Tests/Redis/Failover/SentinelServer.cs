using System.Net;
using System.Net.Sockets;
using October.Tasks.Redis.Connections;
using October.Testing.Redis;

namespace October.Tasks.Redis.Failover;

/// <summary>A redis-server as Sentinel, with a password of its own.</summary>
/// <param name="primary">The port of the primary at first.</param>
public sealed class SentinelServer(int primary) : RedisServer
{
    public const string Master = "orders";
    public const string OwnPassword = "sentinel-password";

    /// <summary>Everything that it does at intervals, sooner.</summary>
    private static readonly string[] Hurry = ["info-period", "200", "ping-period", "100", "publish-period", "200", "ask-period", "100"];

    public DnsEndPoint Address => new("127.0.0.1", Port);

    public override RedisSettings Settings => new() { Port = Port, Password = OwnPassword };

    /// <summary>Whether it would let another one take the primary's place.</summary>
    public bool IsWhole(int replicas, int sentinels)
    {
        using var connection = BlockingConnection.Open(Settings, TimeSpan.FromSeconds(10));
        var fields = connection.List("SENTINEL", "master", Master)!.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1]);
        return fields["flags"] == "master" && fields["num-slaves"] == $"{replicas}" && fields["num-other-sentinels"] == $"{sentinels - 1}";
    }

    protected override async Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data)
    {
        var file = Path.Combine(data, "sentinel.conf");
        await File.WriteAllTextAsync(
            file,
            $"""
            port {Port}
            bind 127.0.0.1
            dir {data}
            requirepass {OwnPassword}
            sentinel sentinel-pass {OwnPassword}
            sentinel monitor {Master} 127.0.0.1 {primary} 2
            sentinel auth-pass {Master} {Password}
            sentinel down-after-milliseconds {Master} 1000
            sentinel failover-timeout {Master} 1000

            """);
        return ("redis-server", [file, "--sentinel"], "");
    }

    protected override Task<bool> TryPingAsync()
    {
        try
        {
            using var connection = BlockingConnection.Open(Settings, TimeSpan.FromSeconds(10));
            return Task.FromResult(connection.Command(["SENTINEL", "debug", .. Hurry]) == "OK");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return Task.FromResult(false);
        }
    }
}
