using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Redis.Failover;
using October.Testing.Redis;

namespace October.Tasks.Redis.Topology;

/// <summary>What is made of the answers of nodes.</summary>
public sealed class SlotLocatorTests
{
    private const string Done = ":0\r\n";

    [Fact]
    public async Task A_redirection_is_followed_until_a_node_carries_it_out()
    {
        await using FakeSentinel serving = new(Done);
        await using FakeSentinel old = new(Moved(serving.Address)), seed = new(Moved(old.Address));

        var node = Locate(Settings(Nobody, seed.Address));

        Assert.Equal(("127.0.0.1", serving.Address.Port, null), (node.Host, node.Port, node.Cluster));
        Assert.Equal(["INFO cluster", "DEL {orders}october:probe"], seed.Commands);
    }

    [Theory]
    [InlineData("-ASK 1 127.0.0.1:1\r\n")]
    [InlineData("-NOREPLICAS Not enough good replicas to write.\r\n")]
    [InlineData("-NOPERM No permissions to access a key\r\n")]
    public async Task A_node_that_has_the_slot_is_used_although_it_carries_nothing_out_now(string answer)
    {
        await using var node = new FakeSentinel(answer);

        Assert.Equal(node.Address.Port, Locate(Settings(node.Address)).Port);
    }

    [Theory]
    [InlineData("-CLUSTERDOWN The cluster is down\r\n", "leads to the one that serves {orders} (127.0.0.1:")]
    [InlineData("-LOADING Redis is loading the dataset in memory\r\n", ": LOADING ")]
    [InlineData("-MOVED 1 ?:6379\r\n", "names ?:6379, which is no address")]
    [InlineData("-MOVED 1 10.0.0.7\r\n", "names 10.0.0.7, which is no address")]
    [InlineData("-MOVED 1 10.0.0.7:0:x\r\n", "which is no address")]
    [InlineData("-MOVED 1 a_b$:6379\r\n", "names a_b$:6379, which is no address")]
    [InlineData("-MOVED\r\n", "names MOVED, which is no address")]
    public async Task One_that_knows_no_way_is_said_and_the_next_one_is_asked(string answer, string expected)
    {
        await using FakeSentinel lost = new(answer), serving = new(Done);

        Assert.Equal(serving.Address.Port, Locate(Settings(lost.Address, serving.Address)).Port);

        var message = Assert.Throws<PrimaryUnknownException>(() => Locate(Settings(lost.Address))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_names_one_that_is_gone_is_not_believed()
    {
        await using FakeSentinel stale = new(Moved(Nobody)), serving = new(Done);

        Assert.Equal(serving.Address.Port, Locate(Settings(stale.Address, serving.Address)).Port);

        Assert.Contains(
            $"127.0.0.1:{stale.Address.Port} names 127.0.0.1:{Nobody.Port}, which does not answer: ConnectionRefused",
            Assert.Throws<PrimaryUnknownException>(() => Locate(Settings(stale.Address))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_name_each_other_are_left()
    {
        await using FakeSentinel one = new(""), other = new(Moved(one.Address));
        one.Answer = Moved(other.Address);

        Assert.EndsWith(", and so on)", Assert.Throws<PrimaryUnknownException>(() => Locate(Settings(one.Address))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_without_a_host_is_to_the_same_one()
    {
        await using FakeSentinel serving = new(Done), seed = new($"-MOVED 1 :{serving.Address.Port}\r\n");

        var node = Locate(Settings(seed.Address));

        Assert.Equal(("127.0.0.1", serving.Address.Port), (node.Host, node.Port));
    }

    [Theory]
    [InlineData("MOVED 1 fd00::7:6379", "fd00::7", 6379)]
    [InlineData("MOVED 16383 redis-0.redis.shop.svc:7000", "redis-0.redis.shop.svc", 7000)]
    public void A_redirection_may_have_any_kind_of_host(string error, string host, int port) => Assert.Equal((host, port), SlotLocator.Read(error).Other);

    [Fact]
    public async Task A_Redis_on_its_own_is_none()
    {
        await using var redis = new FakeSentinel(Done) { Information = "$17\r\ncluster_enabled:0\r\n" };

        Assert.Contains(
            "no node of a cluster: name it with redis://", Assert.Throws<PrimaryUnknownException>(() => Locate(Settings(redis.Address))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_moved_when_it_serves_the_keys_no_more_and_another_node_does()
    {
        await using FakeSentinel serving = new(Done), other = new(Done);
        var settings = Settings(other.Address);
        var node = Locate(Settings(serving.Address));
        Assert.False(await PrimaryLocator.HasMovedAsync(settings, node));

        serving.Answer = "-CLUSTERDOWN The cluster is down\r\n";
        Assert.True(await PrimaryLocator.HasMovedAsync(settings, node));
        Assert.False(await PrimaryLocator.HasMovedAsync(Settings(Nobody), node));
    }

    [Fact]
    public void Settings_that_contradict_a_cluster_are_refused()
    {
        var settings = Settings(Nobody);
        RedisSettings[] all =
        [
            settings with { Database = 1 },
            settings with { Layout = settings.Layout with { ResultDatabase = 1 } },
            settings with { Layout = new KeyLayout() },
            settings with { Sentinel = new SentinelSettings() },
            settings with { Cluster = null },
        ];
        foreach (var one in all)
            Assert.Throws<ArgumentException>(() => new RedisConnection(one, TimeProvider.System, NullLogger<RedisConnection>.Instance));
    }

    /// <summary>Where nobody listens.</summary>
    private static DnsEndPoint Nobody { get; } = new("127.0.0.1", RedisServer.FreePort());

    private static string Moved(DnsEndPoint to) => $"-MOVED 1 {to.Host}:{to.Port}\r\n";

    private static RedisSettings Locate(RedisSettings settings) => PrimaryLocator.Locate(settings);

    private static RedisSettings Settings(params DnsEndPoint[] nodes) => new()
    {
        Cluster = new ClusterSettings { Addresses = nodes },
        Layout = new KeyLayout { HashTag = "orders" },
    };
}
