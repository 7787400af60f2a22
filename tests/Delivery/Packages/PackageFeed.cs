using System.Text.RegularExpressions;

namespace October.Delivery.Packages;

/// <summary>
/// The packages as the release makes them, and the guides of those who use them, as they stand: this source is the only one of October's, and what they
/// install, templates and packages, is in a folder that goes when the tests do.
/// </summary>
public sealed partial class PackageFeed : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-packages-").FullName;

    public string Feed => Path.Combine(_folder, "feed");

    public async ValueTask InitializeAsync()
    {
        var version = Version().Match(await File.ReadAllTextAsync(RepositoryRoot.File("Directory.Build.props"))).Groups["version"].Value;
        // Built by ./test; what is packed here must be what was built.
        (await Command.RunAsync(
            RepositoryRoot.File(".github/scripts/pack"),
            [version, Feed, "--no-build"],
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" })).Succeeds();
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="october" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="known" value="{known}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs the blocks of a guide, in a folder of its own.</summary>
    /// <param name="guide">The file of the guide.</param>
    /// <param name="before">What comes before them.</param>
    /// <param name="but">Blocks that are not for here.</param>
    internal async Task<Command> RunAsync(string guide, string before, Func<string, bool>? but = null)
    {
        var blocks = Block().Matches(await File.ReadAllTextAsync(RepositoryRoot.File(guide), TestContext.Current.CancellationToken))
            .Select(block => block.Groups["text"].Value)
            .Where(block => but?.Invoke(block) != true);
        return await Command.RunAsync(
            "bash",
            ["-c", $$"""
                set -meuo pipefail
                cd '{{Directory.CreateDirectory(Path.Combine(_folder, Path.GetFileNameWithoutExtension(guide))).FullName}}'
                # Each in a group of its own, with what it has started.
                trap 'for job in $(jobs -p); do kill -- -"$job" 2>/dev/null || true; done; wait' EXIT
                dotnet() {
                  case "$1" in
                    # One that is not installed goes when this does.
                    new) command dotnet "$@" --debug:custom-hive '{{_folder}}/hive' ;;
                    *) command dotnet "$@" ;;
                  esac
                }
                {{before}}
                {{string.Join('\n', blocks)}}
                """],
            new Dictionary<string, string>
            {
                ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages"),
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["NO_COLOR"] = "",
                ["PYTHONDONTWRITEBYTECODE"] = "1",
                ["CI"] = "",
            },
            timeout: TimeSpan.FromMinutes(10));
    }

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("<Version>(?<version>.*)</Version>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();
}
