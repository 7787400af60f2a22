using System.Diagnostics;
using October.Crd.Defaults;
using October.Operator.Desired.Model;
using October.Testing;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Operator.Desired.Redis;

/// <summary>A real redis with the arguments that the operator renders.</summary>
public sealed class RedisResourcesTests : IDisposable
{
    private const string Password = "x";

    private readonly string _folder = Directory.CreateTempSubdirectory("october-redis-").FullName;
    private readonly int _port = Loopback.FreePort();
    private Process? _server;

    [Fact]
    public async Task A_dump_that_cannot_be_written_stops_no_writes_and_none_is_written_by_itself()
    {
        await StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{_port},password={Password},allowAdmin=true,abortConnect=true,protocol=resp2");
        var server = redis.GetServer("127.0.0.1", _port);
        // A full volume, or no memory to fork, in small: a folder has the dump's name.
        Directory.CreateDirectory(Path.Combine(_folder, "dump.rdb"));
        Assert.Equal("Background saving started", (string?)await server.ExecuteAsync("BGSAVE"));
        await Eventually.TrueAsync(
            async () => (await redis.GetDatabase().ExecuteAsync("INFO", "persistence")).ToString()
                .Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal),
            "the dump has failed");

        Assert.True(await redis.GetDatabase().StringSetAsync("a", 1));
        Assert.Equal(["save", ""], (string?[])(await server.ExecuteAsync("CONFIG", "GET", "save"))!);
        Assert.Equal(["appendonly", "yes"], (string?[])(await server.ExecuteAsync("CONFIG", "GET", "appendonly"))!);
    }

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

    private async Task StartAsync()
    {
        var spec = SpecDefaults.Resolve(DesiredStateTests.Minimal());
        var container = RedisResources.Template(new AppIdentity("shops", "shop", "1"), spec.Redis).Spec.Containers.Single();
        // Rights of administrators, to ask what the application's user may not.
        await File.WriteAllTextAsync(Path.Combine(_folder, "auth.conf"), $"requirepass {Password}\n", TestContext.Current.CancellationToken);
        string[] arguments =
        [
            .. container.Args.Select(argument => argument switch
            {
                "/etc/october/redis/auth.conf" => Path.Combine(_folder, "auth.conf"),
                "/data" => _folder,
                "6379" => $"{_port}",
                _ => argument,
            }),
            "--bind", "127.0.0.1",
        ];
        _server = Process.Start(new ProcessStartInfo(container.Command.Single(), arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        _server.OutputDataReceived += static (_, _) => { };
        _server.BeginOutputReadLine();
        await Eventually.TrueAsync(IsUpAsync, "redis answers");
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_port},password={Password},abortConnect=true,protocol=resp2");
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
