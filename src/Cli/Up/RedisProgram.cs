using System.Diagnostics;
using October.Cli.Running;

namespace October.Cli.Up;

/// <summary>The Redis server of this machine: redis-server when it is installed, otherwise Garnet from the tool manifest.</summary>
/// <param name="Description">Shown to the user.</param>
/// <param name="Command">Program and fixed arguments; takes redis-server's arguments after them.</param>
internal sealed record RedisProgram(string Description, IReadOnlyList<string> Command)
{
    public static async Task<RedisProgram> FindAsync(CancellationToken cancellationToken)
    {
        if (Programs.Find("redis-server") is { } path)
            return new RedisProgram($"redis-server ({path})", [path]);
        await RestoreToolAsync(cancellationToken);
        return new RedisProgram("garnet-server (redis-server is not installed)", ["dotnet", "exec", Installation.Assembly("src/Cli", "october"), "garnet"]);
    }

    private static async Task RestoreToolAsync(CancellationToken cancellationToken)
    {
        using var restore = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "tool", "restore" },
            WorkingDirectory = Installation.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = restore.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = restore.StandardError.ReadToEndAsync(cancellationToken);
        await restore.WaitForExitAsync(cancellationToken);
        if (restore.ExitCode != 0)
            throw new CliException(
                $"no redis-server on the PATH, and Garnet could not be restored: {(await error + await output).ReplaceLineEndings(" ").Trim()}");
    }
}
