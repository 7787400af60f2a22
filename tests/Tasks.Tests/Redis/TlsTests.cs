using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Redis.Connections;
using October.Tasks.Redis.Topology;
using October.Testing.Redis;

namespace October.Tasks.Redis;

/// <summary>TLS to a real redis-server that asks its clients for certificates.</summary>
public sealed class TlsTests(TlsTests.Server server) : IClassFixture<TlsTests.Server>
{
    [Fact]
    public async Task It_connects_with_an_authority_of_its_own_and_a_certificate_for_the_client() =>
        Assert.True(await ConnectsAsync($"ssl_ca_certs={server.File("ca.pem")}&{server.Own}"));

    [Fact]
    public async Task Without_checks_any_server_is_accepted() => Assert.True(await ConnectsAsync($"ssl_cert_reqs=none&{server.Own}"));

    [Theory]
    [InlineData("ssl_ca_certs=other.pem&ssl_certfile=client.pem&ssl_keyfile=client.key")]
    [InlineData("ssl_certfile=client.pem&ssl_keyfile=client.key")]
    [InlineData("ssl_ca_certs=ca.pem")]
    public async Task Another_authority_the_systems_or_no_certificate_for_the_client_are_refused(string options) =>
        Assert.False(await ConnectsAsync(options.Replace("=", "=" + server.File(""), StringComparison.Ordinal)));

    [Fact]
    public async Task Sentinels_and_the_primary_that_they_name_are_reached_with_the_same_certificates()
    {
        await using var sentinel = new Sentinel(server);
        await sentinel.StartAsync();
        await using var redis = new RedisConnection(sentinel.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);

        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);

        await redis.CheckAsync("celery");
    }

    [Fact]
    public async Task A_node_of_a_cluster_is_reached_with_the_same_certificates()
    {
        await using var node = new Node(server);
        await node.StartAsync();
        await using var raw = await node.RawAsync();
        await raw.GetDatabase().ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await using var redis = new RedisConnection(node.Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);

        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);

        await redis.CheckAsync("celery");
    }

    /// <summary>False when an attempt has failed.</summary>
    private async Task<bool> ConnectsAsync(string options)
    {
        var log = new WarningLogger();
        await using var redis = new RedisConnection(
            RedisSettings.Parse($"rediss://:{RedisServer.Password}@localhost:{server.TlsPort}/0?{options}"), TimeProvider.System, log);
        var connected = redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var blocks = Blocks(options);
        // One that may succeed may need a second attempt: the first gives up soon.
        await (blocks ? connected : log.Warned).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(blocks, connected.IsCompleted);
        if (!blocks)
            return false;
        await redis.CheckAsync("celery");
        return true;
    }

    /// <summary>Whether the connection that renews visibility timeouts can be made, too.</summary>
    private bool Blocks(string options)
    {
        try
        {
            using var redis = BlockingConnection.Open(
                RedisSettings.Parse($"rediss://:{RedisServer.Password}@localhost:{server.TlsPort}/0?{options}"), TimeSpan.FromMinutes(1));
            return true;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return false;
        }
    }

    /// <summary>A Sentinel that takes no connections without TLS, and names that server.</summary>
    private sealed class Sentinel(Server server) : RedisServer
    {
        public override RedisSettings Settings
        {
            get
            {
                var settings = RedisSettings.Parse($"sentinel://:{Password}@localhost:{Port}/0?ssl_ca_certs={server.File("ca.pem")}&{server.Own}");
                return settings with { Sentinel = settings.Sentinel! with { MasterName = "orders" } };
            }
        }

        protected override async Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data)
        {
            var file = Path.Combine(data, "sentinel.conf");
            await System.IO.File.WriteAllTextAsync(
                file,
                $"port 0\ntls-port {Port}\nbind 127.0.0.1\ndir {data}\ntls-replication yes\n{server.Certificates}"
                    + $"sentinel monitor orders 127.0.0.1 {server.TlsPort} 1\nsentinel auth-pass orders {Password}\n");
            return ("redis-server", [file, "--sentinel"], "");
        }

        protected override Task<bool> TryPingAsync()
        {
            try
            {
                return Task.FromResult(PrimaryLocator.Locate(Settings).Port == server.TlsPort);
            }
            catch (PrimaryUnknownException)
            {
                return Task.FromResult(false);
            }
        }
    }

    /// <summary>The one node of a cluster, with the certificates of that server.</summary>
    private sealed class Node(Server server) : RedisServer
    {
        private readonly int _tls = FreePort();

        public override RedisSettings Settings =>
            RedisSettings.Parse($"rediss+cluster://:{Password}@localhost:{_tls}?ssl_ca_certs={server.File("ca.pem")}&{server.Own}");

        protected override async Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data)
        {
            var (program, arguments, input) = await base.CommandAsync(data);
            var cluster = $"cluster-enabled yes\ncluster-port {FreePort()}\ncluster-node-timeout 500\n";
            return (program, arguments, $"{input}tls-port {_tls}\n{server.Certificates}{cluster}");
        }
    }

    /// <summary>A redis-server with TLS beside its plain port, and files of certificates.</summary>
    public sealed class Server : RedisServer
    {
        private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("october-tls-");

        public Server()
        {
            using var authority = Authority("ca");
            using var other = Authority("other");
            Issue(authority, "server");
            Issue(authority, "client");
        }

        public int TlsPort { get; } = FreePort();

        public string Own => $"ssl_certfile={File("client.pem")}&ssl_keyfile={File("client.key")}";

        /// <summary>What a server says about its certificate.</summary>
        public string Certificates => $"tls-cert-file {File("server.pem")}\ntls-key-file {File("server.key")}\ntls-ca-cert-file {File("ca.pem")}\n";

        public string File(string name) => Path.Combine(_files.FullName, name);

        protected override async Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data)
        {
            var (program, arguments, input) = await base.CommandAsync(data);
            return (program, arguments, $"{input}tls-port {TlsPort}\n{Certificates}");
        }

        private X509Certificate2 Authority(string name)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            System.IO.File.WriteAllText(File(name + ".pem"), certificate.ExportCertificatePem());
            return certificate;
        }

        private void Issue(X509Certificate2 authority, string name)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.Create(
                authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddHours(20), RandomNumberGenerator.GetBytes(8));
            System.IO.File.WriteAllText(File(name + ".pem"), certificate.ExportCertificatePem());
            System.IO.File.WriteAllText(File(name + ".key"), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
