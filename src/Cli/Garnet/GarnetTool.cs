using System.Diagnostics;
using System.Text.Json.Nodes;

namespace October.Cli.Garnet;

/// <summary>garnet-server, a .NET tool in the checkout's manifest.</summary>
internal static class GarnetTool
{
    private const string LocalsPrefix = "global-packages: ";

    /// <summary>Downloads the tool unless it is there, and returns its assembly.</summary>
    /// <remarks>Its assembly, as <c>dotnet tool run</c> needs a home that it may write to: a container has none when it runs as another user.</remarks>
    /// <exception cref="CliException">It cannot be had, with the reason.</exception>
    public static async Task<string> RestoreAsync(CancellationToken cancellationToken)
    {
        await DotnetAsync(["tool", "restore"], cancellationToken);
        var locals = await DotnetAsync(["nuget", "locals", "global-packages", "--list", "--force-english-output"], cancellationToken);
        var packages = locals.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith(LocalsPrefix, StringComparison.Ordinal))
            ?? throw new CliException($"Garnet cannot be found: dotnet nuget locals printed {locals.ReplaceLineEndings(" ").Trim()}");
        return Find(packages[LocalsPrefix.Length..], await File.ReadAllTextAsync(Manifest, cancellationToken));
    }

    /// <summary>The tool's assembly in a folder of packages, of the version that the manifest names.</summary>
    /// <exception cref="CliException">There is none.</exception>
    internal static string Find(string packages, string manifest)
    {
        var version = (string?)JsonNode.Parse(manifest)?["tools"]?["garnet-server"]?["version"]
            ?? throw new CliException($"{Manifest} names no version of garnet-server");
        var tools = Path.Combine(packages, "garnet-server", version, "tools");
        // One for each framework: the newest that this runtime can run is the newest that there is, as it rolls forward and no tool is of the future.
        return (Directory.Exists(tools) ? Directory.EnumerateFiles(tools, "GarnetServer.dll", SearchOption.AllDirectories) : [])
            .Where(path => Major(path, tools) <= Environment.Version.Major).MaxBy(path => Major(path, tools))
            ?? throw new CliException($"no garnet-server for .NET {Environment.Version.Major} in {tools}");
    }

    private static string Manifest => Path.Combine(Installation.Root, ".config", "dotnet-tools.json");

    /// <summary>10 of <c>tools/net10.0/any/…</c>.</summary>
    private static int Major(string path, string tools)
    {
        var framework = Path.GetRelativePath(tools, path).Split(Path.DirectorySeparatorChar)[0];
        return framework.StartsWith("net", StringComparison.Ordinal) && Version.TryParse(framework[3..], out var version) ? version.Major : int.MaxValue;
    }

    private static async Task<string> DotnetAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Installation.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode == 0)
            return await output;
        var said = (await error + await output).ReplaceLineEndings(" ").Trim();
        throw new CliException($"no redis-server on the PATH, and Garnet could not be restored: {said}");
    }
}
