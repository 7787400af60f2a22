using System.Diagnostics;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Redis;
using October.Operator.Execute.Redis;
using October.Testing;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Operator.Execute;

/// <summary>The users of redis, with a real one that reads them from its file or is given them while it runs.</summary>
public sealed class RedisUsersTests : IDisposable
{
    private const string Old = "old";

    private static readonly Passwords Passwords = new("new") { UsersKey = "key" };

    private readonly string _folder = Directory.CreateTempSubdirectory("october-users-").FullName;
    private readonly int _port = Loopback.FreePort();
    private Process? _server;

    public void Dispose()
    {
        if (_server is not null)
        {
            _server.Kill();
            _server.WaitForExit();
            _server.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_application_has_the_rights_that_the_documentation_gives_and_no_others()
    {
        var lines = await File.ReadAllLinesAsync(RepositoryRoot.File("docs/guides/api-and-worker.md"), TestContext.Current.CancellationToken);
        var documented = lines.Where(line => line.StartsWith("ACL SETUSER ", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')).Where(IsCommand);
        var application = RedisAccounts.Of(Passwords, ["new"]).Single(account => account.Name == RedisAccounts.Application);
        Assert.Equal(documented.Distinct().Order(), application.Rights.Split(' ').Where(IsCommand).Order());

        static bool IsCommand(string word) => word.StartsWith('+');
    }

    [Fact]
    public async Task A_pod_of_the_application_neither_reads_nor_changes_the_server()
    {
        await StartAsync(AuthFile.Write(Passwords));
        await using var pod = await LoginAsync("default", "new");
        var redis = pod.GetDatabase();
        await redis.StringSetAsync("any", 1);
        string[] commands =
        [
            "CONFIG GET requirepass", "CONFIG SET dir /", "ACL LIST", "FLUSHALL", "KEYS *", "MONITOR", "MODULE LIST", "REPLICAOF a 1", "PSYNC ? -1", "SHUTDOWN",
            "CLIENT LIST", "SAVE", "RENAME any other", "FUNCTION LIST", "SCRIPT FLUSH",
        ];
        foreach (var command in commands)
        {
            var words = command.Split(' ');
            var refusal = await Assert.ThrowsAnyAsync<RedisException>(() => redis.ExecuteAsync(words[0], words[1..]));
            Assert.StartsWith("NOPERM", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sessions_go_on_while_both_passwords_are_accepted_and_end_with_the_old_one(bool isOlderThanTheUsers)
    {
        var rotating = Passwords with { Previous = Old };
        await StartAsync(isOlderThanTheUsers ? $"requirepass {Old}\n" : AuthFile.Write(rotating with { Current = Old, Next = "new", Previous = null }));
        await using var session = await LoginAsync("default", Old);
        var id = await IdAsync(session);
        var users = new RedisUsers();
        await users.SetAsync(Endpoint(rotating), RedisAccounts.Of(rotating, ["new", Old]), null, TestContext.Current.CancellationToken);
        Assert.Equal(id, await IdAsync(session));

        var ended = new TaskCompletionSource();
        session.ConnectionFailed += (_, _) => ended.TrySetResult();
        await users.SetAsync(Endpoint(rotating), RedisAccounts.Of(rotating, ["new"]), RedisAccounts.Application, TestContext.Current.CancellationToken);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<RedisException>(() => LoginAsync("default", Old));
        await using var next = await LoginAsync("default", "new");
        await next.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task Over_TLS_it_logs_in_to_no_redis_but_the_apps_own()
    {
        var certificate = TestCertificate.For("shop-redis");
        foreach (var (name, text) in new[] { ("tls.crt", certificate.Chain), ("tls.key", certificate.Key) })
            await File.WriteAllTextAsync(Path.Combine(_folder, name), text, TestContext.Current.CancellationToken);
        await StartAsync(
            AuthFile.Write(Passwords),
            ["--port", "0", "--tls-port", $"{_port}", "--tls-cert-file", "tls.crt", "--tls-key-file", "tls.key", "--tls-ca-cert-file", "tls.crt",
                "--tls-auth-clients", "no"]);
        var accounts = RedisAccounts.Of(Passwords, ["new"]);
        var endpoint = Endpoint(Passwords) with { Tls = ("shop-redis", certificate.Authority) };
        await new RedisUsers().SetAsync(endpoint, accounts, null, TestContext.Current.CancellationToken);
        foreach (var tls in new[] { ("other-redis", certificate.Authority), ("shop-redis", TestCertificate.For("shop-redis").Authority) })
            await Assert.ThrowsAsync<IOException>(
                () => new RedisUsers().SetAsync(endpoint with { Tls = tls }, accounts, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_redis_whose_answer_has_no_end_fills_no_memory()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, _port);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var sent = 0L;
        var answering = AnswerAsync();
        await Assert.ThrowsAsync<IOException>(() => new RedisUsers().SetAsync(
            Endpoint(Passwords), RedisAccounts.Of(Passwords, ["new"]), null, TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        await answering;
        // What the system's own buffers hold is not the operator's memory.
        Assert.InRange(sent, 1, 64 * 1024 * 1024);

        async Task AnswerAsync()
        {
            var block = new byte[64 * 1024];
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync(stop.Token);
                    await client.GetStream().WriteAsync("$2000000000\r\n"u8.ToArray(), stop.Token);
                    for (; sent < 1_000_000_000; sent += block.Length)
                        await client.GetStream().WriteAsync(block, stop.Token);
                }
                catch (Exception exception) when (exception is IOException or OperationCanceledException)
                {
                    // Closed by who has read enough, or stopped.
                }
            }
        }
    }

    [Fact]
    public async Task Where_the_operators_password_was_lost_it_says_what_to_do()
    {
        await StartAsync(AuthFile.Write(Passwords with { UsersKey = "another" }));
        var refusal = await Assert.ThrowsAsync<IOException>(() => new RedisUsers().SetAsync(
            Endpoint(Passwords), RedisAccounts.Of(Passwords, ["new"]), null, TestContext.Current.CancellationToken));
        Assert.Contains("start redis again", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_logs_in_as_its_own_user_or_as_the_application_of_a_redis_that_has_none(bool isOlderThanTheUsers)
    {
        await StartAsync(isOlderThanTheUsers ? "requirepass new\n" : AuthFile.Write(Passwords));
        await using (var pod = await LoginAsync("default", "new"))
            await pod.GetDatabase().StringSetAsync("kept", 1);
        await File.WriteAllTextAsync(Path.Combine(_folder, "application"), "new", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "backup"), RedisAccounts.PasswordOf(RedisAccounts.Backup, Passwords), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("sh", ["-euc", BackupJobs.Script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = $"{_port}",
            ["REDIS_CA_FILE"] = "",
            ["PASSWORD_FILE"] = Path.Combine(_folder, "application"),
            ["BACKUP_USER"] = RedisAccounts.Backup,
            ["BACKUP_PASSWORD_FILE"] = Path.Combine(_folder, "backup"),
            ["BACKUP_FOLDER"] = Directory.CreateDirectory(Path.Combine(_folder, "backups")).FullName,
            ["KEEP_LAST"] = "3",
            ["MAX_AGE_MINUTES"] = "",
        })
            start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, output + await errors);
        Assert.Contains("kept=1 pruned=0", output, StringComparison.Ordinal);
    }

    private RedisEndpoint Endpoint(Passwords passwords) => new(
        "127.0.0.1",
        _port,
        [
            (RedisAccounts.Operator, RedisAccounts.PasswordOf(RedisAccounts.Operator, passwords)),
            .. passwords.Accepted.Select(password => (RedisAccounts.Application, password)),
        ]);

    private async Task StartAsync(string auth, params string[] options)
    {
        var file = Path.Combine(_folder, AuthFile.Name);
        await File.WriteAllTextAsync(file, auth, TestContext.Current.CancellationToken);
        _server = Process.Start(new ProcessStartInfo(
            "redis-server", [file, "--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--logfile", "log", .. options])
        { WorkingDirectory = _folder });
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    using var client = new System.Net.Sockets.TcpClient();
                    await client.ConnectAsync("127.0.0.1", _port, TestContext.Current.CancellationToken);
                    return true;
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return false;
                }
            },
            "redis listens");
    }

    private Task<ConnectionMultiplexer> LoginAsync(string user, string password) => ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
    {
        EndPoints = { { "127.0.0.1", _port } },
        User = user,
        Password = password,
        Protocol = RedisProtocol.Resp2,
        AllowAdmin = true,
        AbortOnConnectFail = true,
        ConnectRetry = 0,
    });

    private static async Task<long> IdAsync(ConnectionMultiplexer session) => (long)await session.GetDatabase().ExecuteAsync("CLIENT", "ID");
}
