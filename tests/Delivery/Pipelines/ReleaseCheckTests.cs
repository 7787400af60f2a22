namespace October.Delivery.Pipelines;

/// <summary>What is released has passed the tests, and everything of it is there before the packages, which no registry takes back.</summary>
public sealed class ReleaseCheckTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Dated = "# Changelog\n\n## 1.2.3 - 2026-11-30\n\n- Something.\n";
    private readonly Script _script = new();

    [Fact]
    public async Task A_commit_with_a_successful_run_of_a_push_may_be_released()
    {
        _script.Put("gh", "printf '%s\\n' \"$@\" >\"$STATE/gh\"; echo https://github.com/october/october/actions/runs/1");
        (await CheckAsync(Dated)).Succeeds();

        var arguments = await File.ReadAllTextAsync(Path.Combine(_script.Folder, "gh"), TestContext.Current.CancellationToken);
        foreach (var option in (string[])["--repo\noctober/october", $"--commit\n{Commit}", "--workflow\nci.yml", "--event\npush", "--status\nsuccess"])
            Assert.Contains(option, arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_without_one_is_refused_with_what_to_do()
    {
        _script.Put("gh", "");
        var refused = await CheckAsync(Dated);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"ci has no successful run of commit {Commit}", refused.Error, StringComparison.Ordinal);
        Assert.Contains("wait for ci", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_not_released()
    {
        _script.Put("gh", "echo 'HTTP 503' >&2; exit 1");
        Assert.NotEqual(0, (await CheckAsync(Dated)).ExitCode);
    }

    [Theory]
    [InlineData("## 1.2.3\n")]
    [InlineData("## Unreleased\n")]
    [InlineData("## 1.2.30 - 2026-11-30\n")]
    [InlineData("## 1x2.3 - 2026-11-30\n")]
    public async Task A_version_without_a_date_in_the_changelog_is_refused(string changelog)
    {
        _script.Put("gh", "echo https://github.com/october/october/actions/runs/1");
        var refused = await CheckAsync(changelog);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("no section '## 1.2.3 - YYYY-MM-DD'", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_are_pushed_after_everything_else_was_built_and_the_release_is_made_after_them()
    {
        var jobs = Workflow.Jobs(".github/workflows/release.yml");
        Assert.Contains("run: .github/scripts/check-release \"$GITHUB_REF_NAME\"\n", jobs["check"], StringComparison.Ordinal);
        Assert.Contains("    needs: [images, chart, command]\n", jobs["packages"], StringComparison.Ordinal);
        Assert.Contains("    needs: packages\n", jobs["release"], StringComparison.Ordinal);
        foreach (var job in jobs.Where(job => job.Key != "check"))
            Assert.Contains("    needs: ", job.Value, StringComparison.Ordinal);
    }

    public void Dispose() => _script.Dispose();

    private Task<Command> CheckAsync(string changelog)
    {
        _script.PutChangelog(changelog);
        return _script.RunAsync("check-release", ["v1.2.3"], new Dictionary<string, string> { ["GITHUB_SHA"] = Commit, ["REPOSITORY"] = "october/october" });
    }
}
