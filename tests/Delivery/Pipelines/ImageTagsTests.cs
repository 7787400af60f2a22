namespace October.Delivery.Pipelines;

public sealed class ImageTagsTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly Script _script = new();

    [Theory]
    [InlineData("ghcr", "refs/heads/main", "sha-0123456", "ghcr.io/owner/october-api:dev,ghcr.io/owner/october-api:sha-0123456")]
    [InlineData("dockerhub", "refs/heads/develop", "sha-0123456", "docker.io/owner/october-api:dev,docker.io/owner/october-api:sha-0123456")]
    [InlineData("ghcr", "refs/tags/v1.2.3", "v1.2.3", "ghcr.io/owner/october-api:v1.2.3,ghcr.io/owner/october-api:sha-0123456")]
    [InlineData("ghcr", "refs/tags/v1.2.3-rc.1", "v1.2.3-rc.1", "ghcr.io/owner/october-api:v1.2.3-rc.1,ghcr.io/owner/october-api:sha-0123456")]
    [InlineData("ghcr", "refs/pull/7/merge", "sha-0123456", "ghcr.io/owner/october-api:sha-0123456")]
    [InlineData("ghcr", "refs/heads/feature", "sha-0123456", "ghcr.io/owner/october-api:sha-0123456")]
    public async Task A_ref_has_its_tags(string registry, string reference, string version, string tags)
    {
        var named = (await RunAsync(registry, reference)).Succeeds();
        Assert.Equal($"version={version}\ntags={tags}\n", named.Output);
    }

    [Theory]
    [InlineData("quay", "refs/heads/main", Commit, "REGISTRY")]
    [InlineData("ghcr", "refs/tags/v1", Commit, "v1.2.3")]
    [InlineData("ghcr", "refs/tags/version-1", Commit, "v1.2.3")]
    [InlineData("ghcr", "refs/heads/main", "HEAD", "GITHUB_SHA")]
    public async Task What_cannot_be_a_tag_is_refused(string registry, string reference, string commit, string named)
    {
        var refused = await RunAsync(registry, reference, commit);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _script.Dispose();

    private Task<Command> RunAsync(string registry, string reference, string commit = Commit) =>
        _script.RunAsync("image-tags", [], new Dictionary<string, string>
        {
            ["PROGRAM"] = "api",
            ["REGISTRY"] = registry,
            ["OWNER"] = "Owner",
            ["GITHUB_REF"] = reference,
            ["GITHUB_SHA"] = commit,
        });
}
