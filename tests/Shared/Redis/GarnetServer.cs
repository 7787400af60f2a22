using System.Diagnostics;

namespace October.Testing.Redis;

/// <summary>garnet-server, from the tool manifest, in the place of redis-server.</summary>
public sealed class GarnetServer : RedisServer
{
    protected override async Task<Process> LaunchAsync(string data)
    {
        var config = Path.Combine(data, "garnet.conf");
        // In a file, so that the password is in no process list.
        await File.WriteAllTextAsync(config, $"requirepass {Password}\n");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = RepositoryRoot.Path };
        string[] arguments =
        [
            "tool", "run", "--allow-roll-forward", "garnet-server", "--",
            "--port", $"{Port}", "--bind", "127.0.0.1", "--auth", "Password", "--config-import-path", config, "--config-import-format", "RedisConf",
            "--lua", "--lua-transaction-mode", "--memory", "64m", "--index", "8m", "--checkpointdir", data, "--recover", "--aof", "--aof-memory", "64m", "--device-type", "RandomAccess", "-q",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("garnet-server did not start");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
