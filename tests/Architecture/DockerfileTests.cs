using System.Text.RegularExpressions;
using System.Xml.Linq;
using October.Testing;

namespace October.Architecture;

/// <summary>An image is built from what its Dockerfile copies: all that the build reads, and only that.</summary>
public sealed partial class DockerfileTests
{
    public static TheoryData<string> Dockerfiles() => [.. Directory.EnumerateFiles(RepositoryRoot.Path, "Dockerfile.*").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void Everything_that_the_build_reads_is_copied(string dockerfile)
    {
        var text = File.ReadAllText(RepositoryRoot.File(dockerfile));
        var copied = Copy().Matches(text).SelectMany(match => match.Groups["what"].Value.Split(' ')).Select(path => path.TrimEnd('/')).ToList();
        var project = Publish().Match(text).Groups["project"].Value;
        var shared = Directory
            .EnumerateFiles(RepositoryRoot.Path)
            .Select(path => Path.GetFileName(path)!)
            .Where(name =>
                name.StartsWith("Directory.", StringComparison.Ordinal) || name is "global.json" or "nuget.config" or "BannedSymbols.txt" or ".editorconfig");
        // The scripts that compile to native code, and the licences that are in the image.
        string[] others = ["images", "LICENSE", "THIRD-PARTY-NOTICES.txt"];
        Assert.Equal(shared.Concat(Folders(project)).Concat(others).Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public void The_image_says_what_it_is_and_runs_as_nobody_in_particular(string dockerfile)
    {
        var text = File.ReadAllText(RepositoryRoot.File(dockerfile));
        foreach (var label in (string[])["title", "description", "vendor", "licenses", "source", "version", "revision"])
            Assert.Contains($"org.opencontainers.image.{label}=", text, StringComparison.Ordinal);
        // Those that Red Hat's certification asks for.
        foreach (var label in (string[])["name", "vendor", "maintainer", "summary", "description", "version", "release"])
            Assert.Contains($"\n      {label}=\"", text, StringComparison.Ordinal);
        Assert.Contains("\nUSER 10001:10001\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(":latest", text, StringComparison.Ordinal);
        // Bases are named by version and digest, and what is compiled is compiled on the machine's own architecture.
        Assert.Matches(@"\nARG SDK=\S+:10\.0\.\d+-noble@sha256:[0-9a-f]{64}\nARG RUNTIME=\S+:10\.0\.\d+-noble-chiseled@sha256:[0-9a-f]{64}\n", text);
        Assert.Contains("\nFROM --platform=$BUILDPLATFORM ${SDK} AS build\n", text, StringComparison.Ordinal);
        Assert.Contains("\nFROM ${RUNTIME}\n", text, StringComparison.Ordinal);
    }

    /// <summary>The folders of a project and of those that it refers to.</summary>
    private static HashSet<string> Folders(string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        return
        [
            folder,
            .. XDocument
                .Load(RepositoryRoot.File(project))
                .Descendants("ProjectReference")
                .Select(reference => Path.GetFullPath(RepositoryRoot.File($"{folder}/{reference.Attribute("Include")!.Value}")))
                .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))
                .SelectMany(Folders),
        ];
    }

    [GeneratedRegex(@"^COPY (?<what>[^-].*) \S+$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Copy();

    [GeneratedRegex(@"native-publish (?<project>\S+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Publish();
}
