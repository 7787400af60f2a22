using System.Text.RegularExpressions;
using October.Delivery.SupplyChain;

namespace October.Delivery.Docs;

/// <summary>The pages on the design name files and folders as they are.</summary>
public sealed partial class SourcePathTests
{
    public static TheoryData<string> Pages() =>
        [
            "docs/architecture.md", "CONTRIBUTING.md", "localcluster/README.md",
            .. Directory.EnumerateFiles(RepositoryRoot.File("docs/decisions"), "*.md").Select(path => "docs/decisions/" + Path.GetFileName(path)).Order(),
        ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_source_file_that_a_page_names_exists(string page)
    {
        var files = SourceFiles.Named("*.cs").Concat(SourceFiles.Named("*.lua")).ToList();
        var named = Named().Matches(File.ReadAllText(RepositoryRoot.File(page))).Select(match => match.Groups["path"].Value).ToList();
        Assert.True(named.Count > 0 || page != "docs/architecture.md", $"{page} names no file");
        // From the folder that the text is about.
        Assert.All(named, path => Assert.True(
            files.Exists(file => file.EndsWith("/" + path, StringComparison.Ordinal)), $"{page} names {path}, which does not exist"));
    }

    [Fact]
    public void The_architecture_has_each_folder_of_the_operator()
    {
        var text = File.ReadAllText(RepositoryRoot.File("docs/architecture.md"));
        var folders = Folders("src/Operator").Select(folder => $"`{folder}/`")
            .Concat(Folders("src/Operator/Decide").Concat(Folders("src/Operator/Desired")).Select(folder => $"`{folder}`"));
        Assert.All(folders, folder => Assert.Contains(folder, text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Folders(string parent) =>
        Directory.EnumerateDirectories(RepositoryRoot.File(parent)).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj"));

    [GeneratedRegex(@"`(?<path>[\w./-]+\.(cs|lua))`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
