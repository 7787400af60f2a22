namespace October.Delivery.Pipelines;

/// <summary>What is deployed by hand is of the source that its images are of.</summary>
public sealed class SourceCommitTests : IDisposable
{
    private readonly Script _script = new();

    [Fact]
    public async Task A_tag_of_images_has_the_commit_that_they_were_built_from()
    {
        var old = await CommitAsync("one");
        await GitAsync("tag", "v1.2.3");
        await GitAsync("tag", "-a", "-m", "two", "v1.2.4-rc.1");
        await CommitAsync("three");

        foreach (var tag in (string[])["v1.2.3", "v1.2.4-rc.1"])
            Assert.Equal($"commit={old}\ntag={tag}\n", (await RunAsync(tag)).Succeeds().Output);
        foreach (var tag in (string[])[$"sha-{old[..7]}", $"sha-{old}"])
            Assert.Equal($"commit={old}\ntag=sha-{old[..7]}\n", (await RunAsync(tag)).Succeeds().Output);
    }

    [Theory]
    [InlineData("v9.9.9", 1)]
    [InlineData("sha-0123456", 1)]
    [InlineData("dev", 2)]
    [InlineData("main", 2)]
    [InlineData("sha-$(id)", 2)]
    public async Task What_was_built_from_nothing_here_is_an_error(string tag, int code)
    {
        await CommitAsync("one");
        var refused = await RunAsync(tag);
        Assert.Equal(code, refused.ExitCode);
        Assert.Contains($"'{tag}'", refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
    }

    /// <summary>The commit of the workflow itself may be months younger than an old release.</summary>
    [Fact]
    public void Every_job_of_the_deployment_checks_that_commit_out()
    {
        foreach (var (name, text) in Workflow.Jobs(".github/workflows/cd.yml").Where(job => job.Key != "source"))
        {
            Assert.Contains("ref: ${{ needs.source.outputs.commit }}", text, StringComparison.Ordinal);
            Assert.True(text.Split('\n').Any(line => line == "    needs: source" || line.StartsWith("    needs: [source, ", StringComparison.Ordinal)), name);
        }
    }

    public void Dispose() => _script.Dispose();

    private Task<Command> RunAsync(string tag) =>
        _script.RunAsync("source-commit", [tag], new Dictionary<string, string> { ["GIT_DIR"] = Path.Combine(_script.Folder, "repository/.git") });

    private async Task<string> CommitAsync(string message)
    {
        await Command.RunAsync("git", ["init", "--quiet", Path.Combine(_script.Folder, "repository")]);
        await GitAsync("commit", "--quiet", "--allow-empty", "-m", message);
        return (await GitAsync("rev-parse", "HEAD")).TrimEnd();
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        string[] author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        return (await Command.RunAsync("git", ["-C", Path.Combine(_script.Folder, "repository"), .. author, .. arguments])).Succeeds().Output;
    }
}
