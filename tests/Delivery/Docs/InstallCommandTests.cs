using System.Text.RegularExpressions;

namespace October.Delivery.Docs;

/// <summary>Who builds and pushes images by a page installs these images by it, and no others.</summary>
public sealed partial class InstallCommandTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guides/quick-start.md")]
    [InlineData("docs/guides/operating.md")]
    public async Task What_is_installed_has_the_images_that_were_pushed(string page)
    {
        var blocks = Block().Matches(File.ReadAllText(RepositoryRoot.File(page))).Select(block => block.Groups["text"].Value).ToList();
        var pushed = blocks.FindIndex(block => block.Contains("docker push $registry/october-$program:v1\n", StringComparison.Ordinal));
        Assert.True(pushed >= 0 || page.EndsWith("operating.md", StringComparison.Ordinal), $"{page} pushes nothing");
        var install = blocks.Skip(pushed + 1).First(block => block.Contains("config/default", StringComparison.Ordinal));

        // Each line as it stands, but written instead of applied.
        var lines = install.Split('\n').Where(line => line.Contains("apply", StringComparison.Ordinal)).ToList();
        Assert.All(lines, line => Assert.Matches(Applied(), line));
        var script = string.Join('\n', lines.Select(line => Applied().Replace(line, "")));
        var installed = (await Command.RunAsync("bash", ["-euo", "pipefail", "-c", $"cd '{RepositoryRoot.Path}'\n{script}"])).Succeeds().Output;
        var images = Image().Matches(installed).Select(image => image.Groups["name"].Value).ToList();
        Assert.Contains("registry.example.com/october/october-operator:v1", images);
        Assert.All(images, image => Assert.Matches("^registry[.]example[.]com/october/october-(operator|api|worker):v1$", image));
    }

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Block();

    [GeneratedRegex(@" \| kubectl apply( --server-side)? -f -$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Applied();

    [GeneratedRegex("^ *image: (?<name>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Image();
}
