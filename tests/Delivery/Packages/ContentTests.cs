using System.IO.Compression;
using System.Xml.Linq;

namespace October.Delivery.Packages;

/// <summary>What is in the packages.</summary>
[Collection(nameof(PackageGroup))]
public sealed class ContentTests(PackageFeed packages)
{
    /// <summary>The library, its documentation and the generator, with what a registry shows; and sources by their hashes in the symbols.</summary>
    [Fact]
    public void The_task_queue_has_its_documentation_and_the_generator()
    {
        using var package = Open("October.Tasks");
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.All(
            ["lib/net10.0/October.Tasks.dll", "lib/net10.0/October.Tasks.xml", "analyzers/dotnet/cs/October.Tasks.Generators.dll", "README.md"],
            file => Assert.Contains(file, names));
        var metadata = Metadata(package);
        var values = metadata.Elements().ToLookup(one => one.Name.LocalName, one => one.Value);
        Assert.Equal(("README.md", "Apache-2.0"), (values["readme"].Single(), values["license"].Single()));
        Assert.NotEmpty(values["description"].Single());
        Assert.DoesNotContain(metadata.Descendants(), one => (string?)one.Attribute("id") is { } id && id.Contains("CodeAnalysis", StringComparison.Ordinal));
    }

    [Fact]
    public void The_integration_of_Aspire_brings_the_types_of_the_spec_and_only_one_client_of_Kubernetes_to_compile_with()
    {
        using var package = Open("October.Aspire.Hosting");
        Assert.Contains("lib/net10.0/October.Aspire.Hosting.xml", package.Entries.Select(entry => entry.FullName));
        var dependencies = Metadata(package).Descendants().Where(one => one.Name.LocalName == "dependency")
            .ToDictionary(one => (string)one.Attribute("id")!, one => (string?)one.Attribute("exclude"));
        Assert.Contains("October.Crd", dependencies);
        Assert.Equal("Compile,Build,Analyzers", dependencies["KubernetesClient"]);
    }

    private ZipArchive Open(string id) =>
        ZipFile.OpenRead(Directory.GetFiles(packages.Feed, $"{id}.*.nupkg").Single());

    private static XElement Metadata(ZipArchive package)
    {
        using var text = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(text).Root!.Elements().Single();
    }
}
