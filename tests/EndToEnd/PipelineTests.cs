using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>The scripts of the deployment pipeline against a real cluster.</summary>
[Collection(nameof(CommandGroup))]
public sealed class PipelineTests(OctoberCluster october)
{
    [Fact]
    public async Task A_deployment_ends_when_the_app_is_Ready_and_answers_and_fails_with_the_cause_when_it_is_rolled_back()
    {
        await october.ResetAsync();
        Assert.Contains("october/october  Ready", (await DeployAsync(october.Sample())).Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("answers at", (await SmokeAsync(october.Ingress.BaseAddress!.ToString().TrimEnd('/'))).Succeeds().Output, StringComparison.Ordinal);

        var bad = await DeployAsync(october.Sample("no-such-tag"));
        Assert.Equal(3, bad.ExitCode);
        Assert.Contains("october/october is RolledBack: ", bad.Error, StringComparison.Ordinal);

        // Nobody listens at this address.
        var elsewhere = (await SmokeAsync($"http://127.0.0.1:{LocalOctober.FreePort()}")).Succeeds();
        Assert.Contains("answers through a port-forward", elsewhere.Output, StringComparison.Ordinal);
        await october.ResetAsync();
    }

    private Task<Command> DeployAsync(string manifest) => Command.RunAsync(
        RepositoryRoot.File(".github/scripts/deploy"), ["-", "240"], Environment(), manifest, TimeSpan.FromMinutes(5));

    private Task<Command> SmokeAsync(string url) => Command.RunAsync(
        RepositoryRoot.File(".github/scripts/smoke"), ["october", "october", url], Environment());

    private Dictionary<string, string> Environment() => new()
    {
        ["KUBECONFIG"] = october.Kubeconfig,
        ["SMOKE_HOST"] = "api.october.localhost",
        ["SMOKE_PORT"] = $"{LocalOctober.FreePort()}",
    };
}
