using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace October.Delivery.Packages;

/// <summary>
/// The guide to a worker of one's own, as it stands: the packages of this source are the only ones of October's, and what they install, templates and
/// packages, is in a folder that goes when the test does.
/// </summary>
public sealed partial class OwnWorkerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-worker-").FullName;

    private string Feed => Path.Combine(_folder, "feed");

    public async ValueTask InitializeAsync()
    {
        // Built by ./test; what is packed here must be what was built.
        await PackAsync("src/Tasks/October.Tasks.csproj");
        await PackAsync("templates/October.Templates/October.Templates.csproj");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_command_of_the_guide_works()
    {
        AssertContents();
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="october" value="{Feed}" /></packageSources>
              <fallbackPackageFolders><add key="known" value="{known}" /></fallbackPackageFolders>
            </configuration>
            """, TestContext.Current.CancellationToken);
        var port = October.Testing.Loopback.FreePort();
        var guide = string.Join('\n', Block().Matches(await File.ReadAllTextAsync(
            RepositoryRoot.File("docs/guides/own-worker.md"), TestContext.Current.CancellationToken)).Select(block => block.Groups["text"].Value));
        Assert.Contains("dotnet new october-worker", guide, StringComparison.Ordinal);

        var run = await Command.RunAsync(
            "bash",
            ["-c", $$"""
                set -meuo pipefail
                cd '{{_folder}}'
                redis-server --port {{port}} --bind 127.0.0.1 --save '' --dir . >redis.log &
                # Each in a group of its own, with what it has started.
                trap 'for job in $(jobs -p); do kill -- -"$job" 2>/dev/null || true; done; wait' EXIT
                until redis-cli -p {{port}} ping >/dev/null 2>&1; do sleep 0.1; done
                celery() { /usr/bin/python3 -m celery "$@"; }
                dotnet() {
                  case "$1" in
                    # One that is not installed goes when this does.
                    new) command dotnet "$@" --debug:custom-hive '{{_folder}}/hive' ;;
                    *) command dotnet "$@" ;;
                  esac
                }
                {{guide}}
                """],
            new Dictionary<string, string>
            {
                ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages"),
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["REDIS_URL"] = $"redis://127.0.0.1:{port}/0",
                ["LISTEN_ADDRESS"] = "127.0.0.1",
                ["PORT"] = $"{October.Testing.Loopback.FreePort()}",
                ["NO_COLOR"] = "",
                ["PYTHONDONTWRITEBYTECODE"] = "1",
                ["CI"] = "",
            },
            timeout: TimeSpan.FromMinutes(4));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("\nHello Ada! Hello Ada!\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 Warning(s)", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The library, its documentation and the generator, with what a registry shows; and sources by their hashes in the symbols.</summary>
    private void AssertContents()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(Feed, "October.Tasks.*.nupkg").Single());
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.All(
            ["lib/net10.0/October.Tasks.dll", "lib/net10.0/October.Tasks.xml", "analyzers/dotnet/cs/October.Tasks.Generators.dll", "README.md"],
            file => Assert.Contains(file, names));
        using var text = package.Entries.Single(entry => entry.FullName == "October.Tasks.nuspec").Open();
        var metadata = XDocument.Load(text).Root!.Elements().Single();
        var values = metadata.Elements().ToLookup(one => one.Name.LocalName, one => one.Value);
        Assert.Equal(("README.md", "Apache-2.0"), (values["readme"].Single(), values["license"].Single()));
        Assert.NotEmpty(values["description"].Single());
        Assert.DoesNotContain(metadata.Descendants(), one => (string?)one.Attribute("id") is { } id && id.Contains("CodeAnalysis", StringComparison.Ordinal));
    }

    private async Task PackAsync(string project) => (await Command.RunAsync(
        "dotnet",
        ["pack", RepositoryRoot.File(project), "-c", "Release", "--no-build", "-o", Feed, "-v", "quiet"],
        new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" })).Succeeds();

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
