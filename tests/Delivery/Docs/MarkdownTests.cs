using System.Net;
using System.Text.RegularExpressions;

namespace October.Delivery.Docs;

/// <summary>Guides and reference: form, spelling, and links that lead somewhere.</summary>
public sealed partial class MarkdownTests
{
    public static TheoryData<string> Pages() => [.. Paths()];

    [Fact]
    public async Task Markdownlint_finds_nothing()
    {
        var found = await NodeTool.RunAsync(
            "markdownlint-cli2", ["--config", RepositoryRoot.File(".markdownlint.yaml"), .. Paths().Select(path => ":" + RepositoryRoot.File(path))]);
        Assert.True(found.ExitCode == 0, found.Error);
    }

    [Fact]
    public async Task Cspell_knows_every_word()
    {
        var found = await NodeTool.RunAsync(
            "cspell", ["lint", "--no-progress", "--no-summary", "--config", RepositoryRoot.File(".cspell.yaml"), .. Paths().Select(RepositoryRoot.File)]);
        Assert.True(found.ExitCode == 0, found.Output + found.Error);
    }

    /// <summary>docs/images/record-session makes it anew.</summary>
    [Fact]
    public void The_recorded_session_has_the_commands_of_README()
    {
        var session = File.ReadAllText(RepositoryRoot.File("docs/images/session.svg"));
        var words = string.Join(' ', SvgText().Matches(session).Select(match => WebUtility.HtmlDecode(match.Groups["text"].Value)));
        var commands = Commands().Matches(File.ReadAllText(RepositoryRoot.File("README.md")))[1].Groups["lines"].Value.Split('\n')
            .Select(line => line.Split(" # ")[0].Trim());
        Assert.All(commands, command => Assert.Contains(command, words, StringComparison.Ordinal));
        Assert.Contains("RolledBack", words, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_a_file_and_a_heading_that_exist(string page)
    {
        var folder = Path.GetDirectoryName(RepositoryRoot.File(page))!;
        foreach (var target in Link().Matches(WithoutCode(page)).Select(match => match.Groups["target"].Value))
        {
            if (target.Contains("://", StringComparison.Ordinal))
                continue;
            var parts = target.Split('#', 2);
            var file = parts[0].Length == 0 ? RepositoryRoot.File(page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            Assert.True(Path.Exists(file), $"{page}: {target} leads to no file");
            if (parts.Length == 2)
                Assert.True(Headings(file).Contains(parts[1]), $"{page}: {target} leads to no heading; there are {string.Join(", ", Headings(file))}");
        }
    }

    [Fact]
    public void README_leads_to_every_guide()
    {
        var readme = File.ReadAllText(RepositoryRoot.File("README.md"));
        Assert.All(
            Directory.EnumerateFiles(RepositoryRoot.File("docs/guides")),
            guide => Assert.Contains($"](docs/guides/{Path.GetFileName(guide)})", readme, StringComparison.Ordinal));
    }

    /// <summary>Every page, but for results of measurements and the lists that an analyzer reads.</summary>
    private static IEnumerable<string> Paths() =>
        Directory.EnumerateFiles(RepositoryRoot.Path, "*.md")
            .Concat(((string[])[".github", "docs"]).SelectMany(
                folder => Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.md", SearchOption.AllDirectories)))
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))
            .Concat(Readmes.Paths()).Order(StringComparer.Ordinal);

    private static string WithoutCode(string page) => CodeInLine().Replace(Code().Replace(File.ReadAllText(RepositoryRoot.File(page)), ""), "");

    /// <summary>The headings of a page as GitHub makes anchors of them.</summary>
    private static HashSet<string> Headings(string file) =>
        [
            .. Code().Replace(File.ReadAllText(file), "").Split('\n').Where(line => line.StartsWith('#')).Select(line =>
                NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')),
        ];

    [GeneratedRegex("<text[^>]*>(?<text>[^<]*)</text>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SvgText();

    [GeneratedRegex("\n```sh\n(?<lines>[^`]*)\n```", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Commands();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("`[^`\n]+`", RegexOptions.NonBacktracking)]
    private static partial Regex CodeInLine();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInAnchor();
}
