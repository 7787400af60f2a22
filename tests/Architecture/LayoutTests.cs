using System.Text.RegularExpressions;
using October.Testing;

namespace October.Architecture;

/// <summary>A reader finds where a thing happens by walking the tree.</summary>
public sealed partial class LayoutTests
{
    private const int LongestFile = 400;

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong =
            from file in Sources()
            let match = Declaration().Match(File.ReadAllText(file))
            where match.Success
            let folder = Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(file)!).Replace("src/", "").Replace("common", "Common").Replace('/', '.')
            where match.Groups["name"].Value != "October." + folder
            select Path.GetRelativePath(RepositoryRoot.Path, file);
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_is_too_long_to_be_one_idea() =>
        Assert.Empty(Sources().Where(file => File.ReadLines(file).Count() > LongestFile).Select(file => Path.GetRelativePath(RepositoryRoot.Path, file)));

    private static IEnumerable<string> Sources() =>
        new[] { "src", "common" }.SelectMany(folder => Directory.EnumerateFiles(RepositoryRoot.File(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();
}
