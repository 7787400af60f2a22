using October.Testing.Redis;

namespace October.Tasks.Redis;

/// <summary>garnet-server, from the tool manifest, in the place of redis-server.</summary>
public sealed class GarnetServer : RedisServer
{
    /// <summary>It compiles each script at its first use, which takes a busy machine longer than Redis may take for an answer.</summary>
    public override RedisSettings Settings => base.Settings with { AnswerTimeout = TimeSpan.FromMinutes(1) };

    protected override async Task<(string Program, IReadOnlyList<string> Arguments, string Input)> CommandAsync(string data)
    {
        var config = Path.Combine(data, "garnet.conf");
        await File.WriteAllTextAsync(config, $"requirepass {Password}\n");
        return ("dotnet",
        [
            "tool",
            "run",
            "--allow-roll-forward",
            "garnet-server",
            "--",
            "--port",
            $"{Port}",
            "--bind",
            "127.0.0.1",
            "--auth",
            "Password",
            "--config-import-path",
            config,
            "--config-import-format",
            "RedisConf",
            "--lua",
            "--lua-transaction-mode",
            "--memory",
            "64m",
            "--index",
            "8m",
            "--checkpointdir",
            data,
            "--recover",
            "--aof",
            "--aof-memory",
            "64m",
            "--device-type",
            "RandomAccess",
            "-q",
        ], "");
    }
}
