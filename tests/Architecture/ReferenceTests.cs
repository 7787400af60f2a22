using System.Xml.Linq;
using October.Testing;

namespace October.Architecture;

/// <summary>The walls between the projects: docs/decisions/0001-projects-and-walls.md.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Crd"] = [],
        ["Runtime"] = [],
        ["Tasks"] = [],
        ["Operator"] = ["Crd", "Runtime", "Tasks"],
        ["Api"] = ["Tasks"],
        ["Worker"] = ["Tasks"],
        ["Cli"] = ["Crd", "Operator", "LocalCluster", "Tasks"],
    };

    [Fact]
    public void Every_project_is_known() =>
        Assert.Equal(Allowed.Keys.Order(), Directory.GetDirectories(RepositoryRoot.File("src")).Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_it_may(string project)
    {
        var file = RepositoryRoot.File($"src/{project}/October.{project}.csproj");
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value).Replace("October.", "", StringComparison.Ordinal));
        Assert.Empty(references.Except(Allowed[project]));
    }

    public static TheoryData<string> Projects() => [.. Allowed.Keys];
}
