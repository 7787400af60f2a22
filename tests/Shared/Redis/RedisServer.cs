using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Testing.Redis;

/// <summary>A redis-server of its own for one test class: free loopback port, password, data in a temporary folder, every write on disk before its answer.</summary>
public class RedisServer : IAsyncLifetime
{
    public const string Password = "test-password";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("october-redis-");
    private Process? _process;

    public int Port { get; } = FreePort();

    public RedisSettings Settings => new() { Host = "127.0.0.1", Port = Port, Password = Password };

    public string Url => $"redis://:{Password}@127.0.0.1:{Port}/0";

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        _process = await LaunchAsync(_data.FullName);
        await Eventually.TrueAsync(async () => await TryPingAsync(), "the server answers");
    }

    /// <summary>Starts the program, with a folder for its data.</summary>
    protected virtual async Task<Process> LaunchAsync(string data)
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-");
        var process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        // On standard input, so that the password is in no process list.
        await process.StandardInput.WriteAsync($"port {Port}\nbind 127.0.0.1\nrequirepass {Password}\ndir {data}\nsave \"\"\nappendonly yes\nappendfsync always\n");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public RedisConnection Connect() => new(Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);

    /// <summary>A connection that owes nothing to the code under test.</summary>
    public async Task<ConnectionMultiplexer> RawAsync() =>
        await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},password={Password},abortConnect=true,allowAdmin=true,protocol=resp2");

    public async Task ClearAsync()
    {
        await using var raw = await RawAsync();
        await raw.GetServer("127.0.0.1", Port).FlushAllDatabasesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        _data.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task<bool> TryPingAsync()
    {
        try
        {
            await using var raw = await RawAsync();
            await raw.GetDatabase().PingAsync();
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
