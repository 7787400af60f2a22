using October.Cli.Garnet;
using October.Cli.Running;

namespace October.Cli.Up;

/// <summary>The Redis server of this machine: redis-server when it is installed, otherwise Garnet from the tool manifest.</summary>
/// <param name="Description">Shown to the user.</param>
/// <param name="Command">Program and fixed arguments; takes redis-server's arguments after them.</param>
internal sealed record RedisProgram(string Description, IReadOnlyList<string> Command)
{
    public static async Task<RedisProgram> FindAsync(CancellationToken cancellationToken) =>
        Programs.Find("redis-server") is { } path
            ? new RedisProgram($"redis-server ({path})", [path])
            : new RedisProgram(
                "garnet-server (redis-server is not installed)",
                ["dotnet", "exec", Installation.Assembly("src/Cli", "october"), "garnet", await GarnetTool.RestoreAsync(cancellationToken)]);
}
