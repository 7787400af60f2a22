using System.Xml.Linq;

namespace October.Delivery.Pipelines;

/// <summary>What a release is made of.</summary>
public sealed class ReleaseTests : IDisposable
{
    private static readonly string Version = "v" + XDocument.Load(RepositoryRoot.File("Directory.Build.props")).Descendants("Version").Single().Value;
    private readonly Script _script = new();

    [Fact]
    public async Task The_source_has_one_version_and_another_tag_is_refused_with_each_file()
    {
        (await _script.RunAsync("check-version", [Version])).Succeeds();
        var refused = await _script.RunAsync("check-version", ["v99.0.0"]);
        Assert.Equal(1, refused.ExitCode);
        // The version of the source, and each image and action of that version that anything names.
        string[] files =
        [
            "Directory.Build.props", "charts/october/Chart.yaml", "config/manager/kustomization.yaml", "config/manager/deployment.yaml", "SECURITY.md",
            "docs/guides/quick-start.md", "docs/guides/gitops.md", "samples/Shop.AppHost/Program.cs",
        ];
        Assert.All(files, file => Assert.Contains(file, refused.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_notes_are_the_versions_section_of_the_changelog()
    {
        var notes = (await _script.RunAsync("release-notes", [Version])).Succeeds().Output;
        Assert.StartsWith("The first version.", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("## ", notes, StringComparison.Ordinal);
        var missing = await _script.RunAsync("release-notes", ["v99.0.0"]);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("## 99.0.0", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_release_has_archives_checksums_krew_manifest_and_the_installation()
    {
        foreach (var rid in (string[])["linux-x64", "linux-arm64", "osx-x64", "osx-arm64", "win-x64"])
            _script.Write($"kubectl-october-{rid}.tar.gz", rid);
        foreach (var program in (string[])["api", "worker", "operator", "cli"])
            _script.Write($"october-{program}.cdx.json", "{}");
        _script.Put("gh", "printf '%s\\n' \"$@\" >\"$STATE/gh\"");
        (await PublishAsync()).Succeeds();

        var arguments = await File.ReadAllLinesAsync(Path.Combine(_script.Folder, "gh"), TestContext.Current.CancellationToken);
        Assert.Equal(["release", "create", Version, "--repo", "october/october"], arguments[..5]);
        Assert.DoesNotContain("--prerelease", arguments);
        Assert.Equal(13, arguments.Count(argument => argument.StartsWith(_script.Folder, StringComparison.Ordinal)));
        var krew = await ReadAsync("october.yaml");
        Assert.Equal(5, krew.Split("sha256: ").Length - 1);
        Assert.Contains(
            $"uri: https://github.com/october/october/releases/download/{Version}/kubectl-october-osx-arm64.tar.gz", krew, StringComparison.Ordinal);
        Assert.Contains("bin: kubectl-october.exe", krew, StringComparison.Ordinal);
        (await Command.RunAsync("bash", ["-c", $"cd '{_script.Folder}' && sha256sum --check --quiet SHA256SUMS"])).Succeeds();
        Assert.Contains("kind: CustomResourceDefinition", await ReadAsync("install.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_archive_is_an_error_and_nothing_is_released()
    {
        _script.Put("gh", "touch \"$STATE/gh\"");
        var refused = await PublishAsync();
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("kubectl-october-linux-x64.tar.gz is missing", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_script.Folder, "gh")));
    }

    [Theory]
    [InlineData("publish-cli", "plan9-mips", "v1.0.0", "dist")]
    [InlineData("publish-cli")]
    [InlineData("kind-up", "latest")]
    [InlineData("kind-up", "1.36")]
    [InlineData("render-dev", "a b")]
    [InlineData("krew-manifest", "1.0", "dist", "https://example.com")]
    [InlineData("check-release")]
    [InlineData("source-commit")]
    public async Task Wrong_arguments_are_usage_errors(string script, params string[] arguments) =>
        Assert.Equal(2, (await _script.RunAsync(script, arguments, new Dictionary<string, string> { ["OWNER"] = "owner" })).ExitCode);

    [Fact]
    public async Task Everything_that_can_be_installed_is_rendered_and_what_cannot_be_rendered_is_an_error()
    {
        var environment = new Dictionary<string, string> { ["OWNER"] = "Owner" };
        var rendered = (await _script.RunAsync("validate-manifests", ["v1.2.3"], environment)).Succeeds().Output;
        Assert.Matches("config/default: [1-9][0-9]* objects", rendered);
        Assert.Contains("dev: 2 objects", rendered, StringComparison.Ordinal);
        _script.Put("kubectl", "[[ $* != *prometheus* ]] || exit 1; echo 'kind: X'");
        Assert.NotEqual(0, (await _script.RunAsync("validate-manifests", ["v1.2.3"], environment)).ExitCode);
    }

    /// <summary>Any other tag of the operator would be pulled, and another source tested.</summary>
    [Fact]
    public async Task The_cluster_of_the_nightly_tests_has_the_operator_that_the_installation_names()
    {
        _script.Put("kubectl", "[ \"$1\" != kustomize ] || echo '        image: ghcr.io/october/october-operator:v7.8.9'");
        _script.Put("docker", "echo \"docker $*\" >>\"$STATE/calls\"");
        _script.Put("kind", "echo \"kind $*\" >>\"$STATE/calls\"");
        (await _script.RunAsync("kind-up", ["1.36.1"])).Succeeds();

        var calls = await ReadAsync("calls");
        Assert.Contains("create cluster --name october --image kindest/node:v1.36.1", calls, StringComparison.Ordinal);
        foreach (var image in (string[])["operator:v7.8.9", "api:v1", "worker:v2"])
            Assert.Contains($"kind load docker-image ghcr.io/october/october-{image} --name october", calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_of_dev_has_the_images_of_the_commit()
    {
        var rendered = (await _script.RunAsync("render-dev", ["sha-0123456"], new Dictionary<string, string> { ["OWNER"] = "Owner" })).Succeeds().Output;
        Assert.Contains("image: ghcr.io/owner/october-api:sha-0123456", rendered, StringComparison.Ordinal);
        Assert.Contains("image: ghcr.io/owner/october-worker:sha-0123456", rendered, StringComparison.Ordinal);
    }

    private Task<Command> PublishAsync() =>
        _script.RunAsync("publish-release", [Version, _script.Folder], new Dictionary<string, string> { ["REPOSITORY"] = "october/october" });

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_script.Folder, name), TestContext.Current.CancellationToken);

    public void Dispose() => _script.Dispose();
}
