using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>These tests against a cluster that they did not start, as by <c>./test --kubeconfig</c>: the local one is one, when only its API is used.</summary>
[Collection(nameof(CommandGroup))]
public sealed class GivenClusterTests(OctoberCluster october)
{
    [LocalFact("it is the one that is given here")]
    public async Task What_goes_through_the_API_passes_and_the_rest_is_skipped_with_the_reason()
    {
        await october.ResetAsync();
        var run = await RunAsync("October.EndToEnd.InstallTests", new() { ["OCTOBER_E2E_REPLACE"] = "yes" });

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Matches("Total: [0-9]+, Errors: 0, Failed: 0, Skipped: 3,", run.Output);
        Assert.Contains("needs the local cluster: what october up installs and prints", run.Output, StringComparison.Ordinal);
    }

    [LocalFact("it is the one that is given here")]
    public async Task An_app_that_is_there_already_is_not_touched_unasked()
    {
        var before = await october.GetAsync("oapp", "october");
        var run = await RunAsync("October.EndToEnd.DeletionTests", []);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("delete it, or add --replace", run.Output, StringComparison.Ordinal);
        Assert.Equal((string?)before!["metadata"]!["uid"], (string?)(await october.GetAsync("oapp", "october"))!["metadata"]!["uid"]);
    }

    /// <summary>The api is reached by a port-forward.</summary>
    private Task<Command> RunAsync(string tests, Dictionary<string, string> environment)
    {
        environment["OCTOBER_E2E_KUBECONFIG"] = october.Kubeconfig;
        environment["OCTOBER_E2E_IMAGES"] = "october-";
        return Command.RunAsync(
            "dotnet",
            ["exec", typeof(GivenClusterTests).Assembly.Location, "-noColor", "-parallel", "none", "-class", tests],
            environment,
            timeout: TimeSpan.FromMinutes(4));
    }
}
