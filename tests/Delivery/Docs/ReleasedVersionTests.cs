using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace October.Delivery.Docs;

/// <summary>Whether there is a release yet is said by the changelog, and nowhere otherwise.</summary>
public sealed class ReleasedVersionTests
{
    [Fact]
    public void The_pages_on_versions_and_upgrades_agree_with_the_changelog()
    {
        var version = XDocument.Load(RepositoryRoot.File("Directory.Build.props")).Descendants("Version").Single().Value;
        var isReleased = Regex.IsMatch(Read("CHANGELOG.md"), "^## [0-9.]+ - [0-9-]{10}$", RegexOptions.Multiline | RegexOptions.NonBacktracking);

        Assert.Equal(!isReleased, Read("docs/support.md").Contains($"Version {version} is not released yet", StringComparison.Ordinal));
        Assert.Equal(!isReleased, Read("docs/guides/operating.md").Contains("No version is released yet", StringComparison.Ordinal));
    }

    private static string Read(string page) => File.ReadAllText(RepositoryRoot.File(page));
}
