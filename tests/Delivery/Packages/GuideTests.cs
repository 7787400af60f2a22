namespace October.Delivery.Packages;

/// <summary>The guides to programs of one's own.</summary>
[Collection(nameof(PackageGroup))]
public sealed class GuideTests(PackageFeed packages)
{
    [Fact]
    public async Task Every_command_of_the_guide_to_a_worker_works()
    {
        var port = October.Testing.Loopback.FreePort();
        var run = await packages.RunAsync("docs/guides/own-worker.md", $$"""
            redis-server --port {{port}} --bind 127.0.0.1 --save '' --dir . >redis.log &
            until redis-cli -p {{port}} ping >/dev/null 2>&1; do sleep 0.1; done
            celery() { /usr/bin/python3 -m celery "$@"; }
            export REDIS_URL=redis://127.0.0.1:{{port}}/0 LISTEN_ADDRESS=127.0.0.1 PORT={{October.Testing.Loopback.FreePort()}}
            """);

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("\nHello Ada! Hello Ada!\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 Warning(s)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_of_the_guide_to_Aspire_works_without_a_cluster()
    {
        var run = await packages.RunAsync(
            "docs/guides/aspire.md",
            """
            # Whatever does not come is not awaited for ever: a build before it may take as long as it does.
            pauses=0
            sleep() { [ $((pauses += 1)) -lt 180 ] && command sleep "$@"; }
            """,
            but: block => block.Contains("kubectl", StringComparison.Ordinal));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("Hello Ada!", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 Warning(s)", run.Output, StringComparison.Ordinal);
        Assert.Contains("kind: OctoberApp\nmetadata:\n  name: shop\nspec:\n  api:\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("image: \"registry.example.com/shop-api:1.0.0\"", run.Output, StringComparison.Ordinal);
    }
}
