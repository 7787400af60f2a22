using System.Text.Json.Nodes;
using October.Delivery.Pipelines;

namespace October.Delivery.SupplyChain;

/// <summary>The lists of packages of a release, made by the real tool.</summary>
public sealed class SbomTests : IDisposable
{
    private readonly Script _script = new();

    [Fact]
    public async Task Each_program_has_a_list_of_the_packages_that_it_contains_with_hash_and_licence()
    {
        (await _script.RunAsync("sbom", ["v1.2.3", _script.Folder])).Succeeds();
        var listed = new HashSet<string>(StringComparer.Ordinal);
        var libraries = PageLibraries.All().Select(library => $"{library.Name} {library.Version}").ToList();
        var shipped = ThirdPartyNotices.Packages().Select(package => $"{package.Id} {package.Version}").Concat(libraries).ToHashSet(StringComparer.Ordinal);
        foreach (var program in (string[])["api", "worker", "operator", "cli"])
        {
            var path = Path.Combine(_script.Folder, $"october-{program}.cdx.json");
            var list = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
            Assert.Equal("CycloneDX", (string?)list["bomFormat"]);
            Assert.Equal($"october-{program}@1.2.3", $"{list["metadata"]!["component"]!["name"]}@{list["metadata"]!["component"]!["version"]}");
            foreach (var package in list["components"]!.AsArray().Where(one => (string?)one!["scope"] != "excluded"))
            {
                Assert.Matches("^pkg:(nuget|npm)/", (string?)package!["purl"]);
                Assert.NotEmpty(package["hashes"]!.AsArray());
                var name = $"{package["name"]} {package["version"]}";
                // Generators are listed too, and one of them has its license in a file.
                Assert.True(!shipped.Contains(name) || package["licenses"]?.AsArray().Count > 0, name);
                listed.Add(name);
            }
        }

        Assert.Subset(listed, shipped);
    }

    public void Dispose() => _script.Dispose();
}
