namespace October.Tasks.Redis;

public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://:p%23a%40b%2Fc@h:1/2", "p#a@b/c")]
    [InlineData("redis://:p#a@b/c?d:e@h:1/2", "p#a@b/c?d:e")]
    [InlineData("redis://:100%@h:1/2", "100%")]
    public void A_password_may_have_any_character(string url, string password) =>
        Assert.Equal(new RedisSettings { Host = "h", Port = 1, Database = 2, Password = password }, RedisSettings.Parse(url));

    [Theory]
    [InlineData("my_redis", "my_redis", 6379, 0)]
    [InlineData("cache.example.org:6380", "cache.example.org", 6380, 0)]
    [InlineData("redis://[::1]:6380/3", "::1", 6380, 3)]
    [InlineData("REDIS://h/", "h", 6379, 0)]
    [InlineData("redis://h?db=4", "h", 6379, 4)]
    public void Hosts_ports_and_databases(string url, string host, int port, int database) =>
        Assert.Equal(new RedisSettings { Host = host, Port = port, Database = database }, RedisSettings.Parse(url));

    [Fact]
    public void The_options_of_TLS_are_those_of_redis_py() =>
        Assert.Equal(
            new RedisSettings
            {
                Host = "h",
                Tls = true,
                CaFile = "/ca.pem",
                CertificateFile = "/c.pem",
                KeyFile = "/k.pem",
                CheckCertificate = false,
                CheckHostname = false,
            },
            RedisSettings.Parse(
                "rediss://h?ssl_cert_reqs=CERT_NONE&ssl_ca_certs=%2Fca.pem&ssl_certfile=/c.pem&ssl_keyfile=/k.pem&ssl_check_hostname=false"));

    [Theory]
    [InlineData("sentinel://:p%3Bw@a:1/2;sentinel://b:2;sentinel://c", "p;w", 2, false, "a:1 b:2 c:26379")]
    [InlineData("sentinel://:p;w@a/2;SENTINEL://:p;w@b/2;", "p;w", 2, false, "a:26379 b:26379")]
    [InlineData("sentinel://a", null, 0, false, "a:26379")]
    [InlineData("sentinel://a;sentinel://a;sentinel://[::1]:5", null, 0, false, "a:26379 [::1]:5")]
    [InlineData("sentinel://a?ssl_cert_reqs=required;sentinel://b", null, 0, true, "a:26379 b:26379")]
    public void Sentinels_as_kombu_writes_them(string urls, string? password, int database, bool tls, string addresses)
    {
        var settings = RedisSettings.Parse(urls);

        Assert.Equal((password, database, tls, tls), (settings.Password, settings.Database, settings.Tls, settings.Sentinel!.Tls));
        Assert.Equal(addresses, string.Join(' ', settings.Sentinel.Addresses.Select(SentinelSettings.Text)));
        Assert.Equal(settings.ToString(), RedisSettings.Parse(settings.ToString()).ToString());
    }

    [Theory]
    [InlineData("redis+cluster://me:p,w;x@a:1,b;[::1]:5", "me", "p,w;x", false, "redis+cluster://a:1,b:6379,[::1]:5")]
    [InlineData("REDISS+CLUSTER://:p%40w@a/0?ssl_check_hostname=no", null, "p@w", true, "rediss+cluster://a:6379")]
    [InlineData("redis+cluster://a,a:6379/", null, null, false, "redis+cluster://a:6379")]
    public void Nodes_of_a_cluster(string url, string? user, string? password, bool tls, string text)
    {
        var settings = RedisSettings.Parse(url);

        Assert.Equal((user, password, tls), (settings.User, settings.Password, settings.Tls));
        Assert.Equal((!tls, "october"), (settings.CheckHostname, settings.Layout.HashTag));
        Assert.Equal(text, settings.ToString());
        Assert.Equal(text, RedisSettings.Parse(text).ToString());
    }

    [Theory]
    [InlineData("redis+cluster://:hunter2@a,b/2", "a Redis Cluster has only the database 0")]
    [InlineData("redis+cluster://:hunter2@a?db=2", "a Redis Cluster has only the database 0")]
    [InlineData("redis+cluster://:hunter2@", "names no node")]
    [InlineData("redis+cluster://:hunter2@a b", "what should be the host is none")]
    [InlineData("redis+cluster://a;redis+cluster://b", "gives a scheme more than once")]
    [InlineData("redis+cluster://a?ssl_cert_reqs=none", "has options for TLS")]
    [InlineData("redis-cluster://:hunter2@a", "must look like redis+cluster://")]
    [InlineData("rediscluster://:hunter2@a", "must look like redis+cluster://")]
    [InlineData("redis+sentinel://:hunter2@h:26379/mymaster/0", "must look like sentinel://")]
    [InlineData("sentinel://:hunter2@a,b/0", "what should be the host is none")]
    [InlineData("sentinel://:hunter2@a;b/0", "what should be the host is none")]
    [InlineData("sentinel://a;sentinel://:hunter2@b", "different logins or databases")]
    [InlineData("sentinel://:hunter2@a;sentinel://:hunter3@b", "different logins or databases")]
    [InlineData("sentinel://a/1;sentinel://b/2", "different logins or databases")]
    [InlineData("sentinel://a;sentinel://b/2", "different logins or databases")]
    [InlineData("sentinel://a;sentinel://b?ssl_cert_reqs=none", "different options")]
    [InlineData("unix:///run/redis.sock", "names a Unix socket")]
    [InlineData("amqp://guest:hunter2@h//", "names a broker that is not Redis")]
    [InlineData("http://h", "must look like redis://")]
    [InlineData("redis://a/0;redis://b/0", "names several servers")]
    [InlineData("redis:///2", "what should be the host is none")]
    [InlineData("redis://:hunter2@a b/0", "what should be the host is none")]
    [InlineData("redis://h:99999/0", "the port must be a number from 1 to 65535")]
    [InlineData("redis://:hunter2", "what should be the host is none")]
    [InlineData("redis://h/abc", "the part after the host must be the number of a database")]
    [InlineData("redis://h/-1", "the part after the host must be the number of a database")]
    [InlineData("redis://h/0?socket_timeout=1", "has an option that is not known")]
    [InlineData("redis://h/0?ssl_cert_reqs=none", "has options for TLS, but begins with redis://")]
    [InlineData("rediss://h/0?ssl_cert_reqs=maybe", "must be required, optional or none")]
    public void Others_are_refused_with_the_reason_and_without_the_password(string url, string reason)
    {
        var message = Assert.Throws<FormatException>(() => RedisSettings.Parse(url)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }
}
