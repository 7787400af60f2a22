using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using October.Tasks.Redis.Failover;
using October.Testing.Redis;

namespace October.Tasks.Redis.Topology;

/// <summary>What is made of the answers of Sentinels.</summary>
public sealed class PrimaryLocatorTests
{
    [Fact]
    public async Task What_most_of_them_name_is_the_primary()
    {
        await using FakeSentinel cutOff = new(FakeSentinel.Names(1)), one = new(FakeSentinel.Names(2)), other = new(FakeSentinel.Names(2));

        var (primary, _) = Poll(Settings(cutOff.Address, one.Address, other.Address));

        Assert.Equal(("127.0.0.1", 2, null), (primary.Host, primary.Port, primary.Sentinel));
    }

    [Fact]
    public async Task One_that_answers_is_enough_to_connect()
    {
        await using FakeSentinel fresh = new("*-1\r\n"), sentinel = new(FakeSentinel.Names(7));

        Assert.Equal(7, Poll(Settings(Nobody, fresh.Address, sentinel.Address)).Primary.Port);
    }

    [Fact]
    public async Task Redis_password_is_not_for_Sentinels()
    {
        await using FakeSentinel open = new(FakeSentinel.Names(1)), closed = new("+OK\r\n");
        var settings = Settings(open.Address);
        var sentinel = new SentinelSettings { Addresses = [closed.Address], User = "me", Password = "own", MasterName = "orders" };

        Poll(settings);
        Assert.Throws<PrimaryUnknownException>(() => Poll(settings with { Sentinel = sentinel }));

        Assert.Equal(["SENTINEL get-master-addr-by-name orders"], open.Commands);
        Assert.Equal(["AUTH me own", "SENTINEL get-master-addr-by-name orders"], closed.Commands);
    }

    [Theory]
    [InlineData("*-1\r\n", "Sentinel knows no primary named orders (")]
    [InlineData("-NOAUTH Authentication required.\r\n", "wants a password of its own: REDIS_SENTINEL_PASSWORD")]
    [InlineData("-ERR unknown command 'SENTINEL'\r\n", "none of the 2 Sentinels says where the primary orders is (")]
    [InlineData("*2\r\n$1\r\nh\r\n$1\r\nx\r\n", "answers with what is no address")]
    [InlineData("*9999999\r\n", "is not of its kind")]
    public async Task What_is_wrong_is_said(string answer, string expected)
    {
        await using var sentinel = new FakeSentinel(answer);

        var exception = Assert.Throws<PrimaryUnknownException>(() => Poll(Settings(sentinel.Address, Nobody)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_says_that_no_Sentinel_answers()
    {
        await using var redis = new RedisConnection(Settings(Nobody, Nobody, Nobody), TimeProvider.System, NullLogger<RedisConnection>.Instance);

        await Eventually.TrueAsync(
            async () => (await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"))).Message.StartsWith(
                "not connected to the Redis primary orders: none of the 3 Sentinels answers (127.0.0.1:", StringComparison.Ordinal),
            "the reason is known");
    }

    [Fact]
    public async Task A_replica_is_not_used_and_the_Sentinel_is_asked_again()
    {
        await using RedisServer primary = new(), replica = new();
        await primary.StartAsync();
        await replica.StartAsync();
        await using (var raw = await replica.RawAsync())
            await raw.GetDatabase().ExecuteAsync("REPLICAOF", "127.0.0.1", $"{primary.Port}");
        await using var sentinel = new FakeSentinel(FakeSentinel.Names(replica.Port));
        await using var redis = new RedisConnection(
            Settings(sentinel.Address) with { Password = RedisServer.Password }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await Eventually.TrueAsync(
            async () => (await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"))).Message.EndsWith(
                $"Sentinel names redis://127.0.0.1:{replica.Port}/0, which is a replica", StringComparison.Ordinal),
            "the reason is known");

        sentinel.Answer = FakeSentinel.Names(primary.Port);

        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.CheckAsync("celery");
    }

    /// <summary>As when it is cut off from the Sentinels, which have chosen another: what it took would be lost when it comes back.</summary>
    [Fact]
    public async Task A_primary_that_most_Sentinels_have_given_up_is_left_although_it_answers()
    {
        await using RedisServer old = new(), next = new();
        await old.StartAsync();
        await next.StartAsync();
        await using FakeSentinel one = new(FakeSentinel.Names(old.Port)), other = new(FakeSentinel.Names(old.Port));
        var time = new FakeTimeProvider();
        await using var redis = new RedisConnection(
            Settings(one.Address, other.Address, Nobody) with { Password = RedisServer.Password }, time, NullLogger<RedisConnection>.Instance);
        await Eventually.TrueAsync(() => IsOnAsync(old), "it is connected");

        one.Answer = other.Answer = FakeSentinel.Names(next.Port);

        await Eventually.TrueAsync(() => IsOnAsync(next), "it has gone to the other one");

        async Task<bool> IsOnAsync(RedisServer server)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            try
            {
                await redis.CheckAsync("celery");
                return await redis.UseAsync(db => Task.FromResult(((IPEndPoint)db.Multiplexer.GetEndPoints()[0]).Port)) == server.Port;
            }
            catch (QueueUnavailableException)
            {
                return false;
            }
        }
    }

    /// <summary>Where nobody listens.</summary>
    private static DnsEndPoint Nobody => new("127.0.0.1", RedisServer.FreePort());

    private static (RedisSettings Primary, int Votes) Poll(RedisSettings settings) => PrimaryLocator.Poll(settings, settings.Sentinel!);

    private static RedisSettings Settings(params DnsEndPoint[] sentinels) =>
        new() { Password = "hunter2", Sentinel = new SentinelSettings { MasterName = "orders", Addresses = sentinels } };
}
