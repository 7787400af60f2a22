using System.Text.RegularExpressions;
using October.Testing;

namespace October.Architecture;

/// <summary>A reader finds where a thing happens by walking the tree.</summary>
public sealed partial class LayoutTests
{
    private const int LongestFile = 400;
    private static readonly (string Folder, string Namespace)[] Roots =
    [("src", "October."), ("localcluster/src", "October.LocalCluster."), ("common", "October.Common.")];

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong =
            from root in Roots
            from file in Sources(root.Folder)
            let match = Declaration().Match(File.ReadAllText(file))
            where match.Success
            let folder = Path.GetRelativePath(RepositoryRoot.File(root.Folder), Path.GetDirectoryName(file)!).Replace('/', '.')
            where match.Groups["name"].Value != (root.Namespace + folder).TrimEnd('.')
            select Path.GetRelativePath(RepositoryRoot.Path, file);
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_is_too_long_to_be_one_idea() =>
        Assert.Empty(
            from root in Roots
            from file in Sources(root.Folder)
            where File.ReadLines(file).Count() > LongestFile
            select Path.GetRelativePath(RepositoryRoot.Path, file));

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
