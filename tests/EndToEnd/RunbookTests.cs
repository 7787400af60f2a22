using System.Text.RegularExpressions;
using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>The commands of the runbooks are run as they stand.</summary>
[Collection(nameof(CommandGroup))]
public sealed partial class RunbookTests(OctoberCluster october)
{
    public static TheoryData<string> Pages() =>
        [.. Directory.EnumerateFiles(RepositoryRoot.File("docs/runbooks")).Select(path => Path.GetFileName(path)).Where(name => name != "README.md")];

    [LocalTheory("the usage of pods, which not every cluster measures")]
    [MemberData(nameof(Pages))]
    public async Task Every_command_succeeds(string page)
    {
        await october.ResetAsync();
        var pod = (await october.OutputAsync(
            "get", "pod", "-n", "october", "-l", "october.dev/app=october,october.dev/component=api", "-o", "jsonpath={.items[0].metadata.name}")).Trim();
        var commands = Commands().Match(await File.ReadAllTextAsync(RepositoryRoot.File($"docs/runbooks/{page}"), TestContext.Current.CancellationToken));
        Assert.True(commands.Success);
        var folder = Directory.CreateTempSubdirectory("october-runbook-").FullName;
        try
        {
            // Where october diagnose writes its archive.
            var text = commands.Groups["text"].Value.Replace("./october", RepositoryRoot.File("october"), StringComparison.Ordinal);
            (await Command.RunAsync("bash", ["-c", $"set -euo pipefail\ncd '{folder}'\n{text}"], new Dictionary<string, string>
            {
                ["KUBECONFIG"] = october.Kubeconfig,
                ["NAMESPACE"] = "october",
                ["NAME"] = "october",
                ["POD"] = pod,
                ["CONTAINER"] = "api",
            })).Succeeds();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Commands();
}
