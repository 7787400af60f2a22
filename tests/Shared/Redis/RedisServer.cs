using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Testing.Redis;

/// <summary>
/// A redis-server of its own for one test class: free loopback port, password, data in a temporary folder, every write on disk before its answer.
/// </summary>
public class RedisServer : IAsyncLifetime
{
    public const string Password = "test-password";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("october-redis-");
    private Process? _process;
    private ProcessOutput? _output;

    public int Port { get; } = FreePort();

    public virtual RedisSettings Settings => new() { Host = "127.0.0.1", Port = Port, Password = Password };

    public virtual string Url => $"redis://:{Password}@127.0.0.1:{Port}/0";

    public virtual async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        var (program, arguments, input) = await CommandAsync(_data.FullName);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = RepositoryRoot.Path,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        _output = new ProcessOutput(_process);
        try
        {
            await _process.StandardInput.WriteAsync(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already; its output says why.
        }

        await Eventually.TrueAsync(async () => await TryPingAsync() || _process.HasExited, "the server answers");
        if (_process.HasExited)
            Assert.Fail($"{program} {string.Join(' ', arguments)} ended at once with exit code {_process.ExitCode}:\n{await _output.TextAsync()}");
    }

    /// <summary>
    /// The program, its arguments and its standard input, with a folder for its data. The password is in the input or in a file, so that no process list shows
    /// it.
    /// </summary>
    protected virtual Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data) =>
        Task.FromResult<(string, IReadOnlyList<string>, string)>(
            ("redis-server", ["-"], $"port {Port}\nbind 127.0.0.1\nrequirepass {Password}\ndir {data}\nsave \"\"\nappendonly yes\nappendfsync always\n"));

    /// <summary>SIGKILL: nothing is flushed, no connection is closed properly.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Sends it a signal, such as STOP.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    public RedisConnection Connect() => new(Settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);

    /// <summary>A connection that owes nothing to the code under test.</summary>
    public async Task<ConnectionMultiplexer> RawAsync() =>
        await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},password={Settings.Password},abortConnect=true,allowAdmin=true,protocol=resp2");

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

    /// <summary>Whether it answers.</summary>
    protected virtual async Task<bool> TryPingAsync()
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

    public static int FreePort() => Loopback.FreePort();
}
