using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace October.Delivery.SupplyChain;

/// <summary>What a build restores is known by hash before it is restored.</summary>
public sealed partial class LockFileTests
{
    private static readonly string[] Platforms = ["linux-x64", "linux-arm64"];

    public static TheoryData<string> Projects() =>
        [.. SourceFiles.Named("*.csproj").Select(path => Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(path)!)).Order()];

    public static TheoryData<string> Images() => [.. Directory.EnumerateFiles(RepositoryRoot.Path, "Dockerfile.*").Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_is_locked_to_the_versions_that_are_set_for_all(string project)
    {
        var versions = XDocument.Load(RepositoryRoot.File("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(one => (string)one.Attribute("Include")!, one => (string)one.Attribute("Version")!, StringComparer.OrdinalIgnoreCase);
        var packages = Locked($"{project}/packages.lock.json");
        Assert.NotEmpty(packages);
        foreach (var (id, entry) in packages.Where(one => (string)one.Value!["type"]! is not "Project"))
        {
            Assert.Matches("^[A-Za-z0-9+/]{86}==$", (string)entry!["contentHash"]!);
            if (versions.TryGetValue(id, out var version))
                Assert.Equal(version, (string)entry["resolved"]!);
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void What_is_compiled_to_native_code_is_locked_to_the_same_packages_and_the_compiler_of_the_images_SDK(string dockerfile)
    {
        var text = File.ReadAllText(RepositoryRoot.File(dockerfile));
        var sdk = (string)JsonNode.Parse(File.ReadAllText(RepositoryRoot.File("global.json")))!["sdk"]!["version"]!;
        Assert.Contains($"/sdk:{sdk}-noble@", text, StringComparison.Ordinal);
        var runtime = Runtime().Match(text).Groups["version"].Value;
        foreach (var project in Folders().Matches(text).Select(match => match.Groups["folder"].Value))
        {
            foreach (var platform in Platforms)
            {
                var native = Locked($"{project}/packages.{platform}.lock.json");
                Assert.Equal(runtime, (string)native["Microsoft.DotNet.ILCompiler"]!["resolved"]!);
                Assert.Equal(runtime, (string)native["Microsoft.NET.ILLink.Tasks"]!["resolved"]!);
                Assert.Equal(WithoutTools(Locked($"{project}/packages.lock.json")), WithoutTools(native));
            }
        }
    }

    [Fact]
    public async Task CI_refuses_other_dependencies_than_those_that_are_locked_and_a_developers_build_writes_them_down()
    {
        using var project = new ScratchProject("Cronos");
        (await project.RestoreAsync(ci: "")).Succeeds();
        project.Write("Cronos", "CsCheck");
        var refused = await project.RestoreAsync(ci: "true");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("NU1004", refused.Output, StringComparison.Ordinal);
        (await project.RestoreAsync(ci: "")).Succeeds();
        Assert.Contains("\"CsCheck\"", await File.ReadAllTextAsync(project.LockFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_of_other_content_is_refused()
    {
        using var project = new ScratchProject("Cronos");
        (await project.RestoreAsync(ci: "")).Succeeds();
        var text = await File.ReadAllTextAsync(project.LockFile, TestContext.Current.CancellationToken);
        var hash = (string)JsonNode.Parse(text)!["dependencies"]!["net10.0"]!["Cronos"]!["contentHash"]!;
        var other = (hash[0] == 'A' ? 'B' : 'A') + hash[1..];
        await File.WriteAllTextAsync(project.LockFile, text.Replace(hash, other, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var refused = await project.RestoreAsync(ci: "true");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("NU1403", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_come_from_one_source_only_whichever_others_a_machine_has()
    {
        var mapping = XDocument.Load(RepositoryRoot.File("nuget.config")).Descendants("packageSourceMapping").Single();
        Assert.Equal("nuget.org", (string)Assert.Single(mapping.Elements()).Attribute("key")!);
        Assert.Equal("*", (string)Assert.Single(mapping.Descendants("package")).Attribute("pattern")!);
    }

    private static JsonObject Locked(string path) =>
        JsonNode.Parse(File.ReadAllText(RepositoryRoot.File(path)))!["dependencies"]!.AsObject().Single(one => !one.Key.Contains('/')).Value!.AsObject();

    private static string WithoutTools(JsonObject packages)
    {
        packages.Remove("Microsoft.DotNet.ILCompiler");
        packages.Remove("Microsoft.NET.ILLink.Tasks");
        return packages.ToJsonString();
    }

    [GeneratedRegex(@"\nARG RUNTIME=\S+/runtime-deps:(?<version>[0-9.]+)-", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Runtime();

    [GeneratedRegex(@"^COPY (?<folder>(?:src/\w+|common))/ ", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Folders();
}
