using System.Xml.Linq;
using October.Testing;

namespace October.Architecture;

/// <summary>
/// The allowed project references: docs/decisions/0001-project-boundaries.md. The local cluster refers to nothing under src.
/// </summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["src/Crd"] = [],
        ["src/Runtime"] = ["Common"],
        ["src/Tasks"] = [],
        ["src/Tasks.Generators"] = [],
        ["src/Operator"] = ["Common", "Crd", "Runtime"],
        ["src/Api"] = ["Tasks"],
        ["src/Worker"] = ["Tasks"],
        ["src/Aspire.Hosting"] = ["Crd"],
        ["src/Cli"] = ["Crd", "Operator", "LocalCluster.Host"],
        ["localcluster/src/Cel"] = ["Common"],
        ["localcluster/src/ApiServer"] = ["Common", "LocalCluster.Cel"],
        ["localcluster/src/ControllerRuntime"] = ["Common", "LocalCluster.ApiServer"],
        ["localcluster/src/Controllers"] = ["LocalCluster.ControllerRuntime"],
        ["localcluster/src/Node"] = ["LocalCluster.ControllerRuntime"],
        ["localcluster/src/Sqlite"] = ["LocalCluster.ApiServer"],
        ["localcluster/src/Host"] = ["LocalCluster.Controllers", "LocalCluster.Node", "LocalCluster.Sqlite"],
    };

    [Fact]
    public void Every_project_is_known() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Projects("src").Concat(Projects("localcluster/src")).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_project_refers_only_to_what_it_may(string folder)
    {
        var file = Directory.GetFiles(RepositoryRoot.File(folder), "*.csproj").Single();
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value).Replace("October.", "", StringComparison.Ordinal));
        Assert.Empty(references.Except(Allowed[folder]));
    }

    public static TheoryData<string> Folders() => [.. Allowed.Keys];

    private static IEnumerable<string> Projects(string root) =>
        Directory.GetDirectories(RepositoryRoot.File(root)).Select(folder => $"{root}/{Path.GetFileName(folder)}");

    [Theory]
    [InlineData("Api")]
    [InlineData("Worker")]
    [InlineData("Operator")]
    [InlineData("Cli")]
    public void Aspire_is_in_no_program(string program)
    {
        var locked = File.ReadAllText(RepositoryRoot.File($"src/{program}/packages.lock.json"));
        Assert.Contains("StackExchange.Redis", locked, StringComparison.Ordinal);
        Assert.DoesNotContain("Aspire", locked, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_common_refers_to_nothing() =>
        Assert.DoesNotContain(
            XDocument.Load(RepositoryRoot.File("common/October.Common.csproj")).Descendants(),
            element => element.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal));
}
