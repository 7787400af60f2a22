using October.Crd.Spec.Pods;
using October.LocalCluster.Host;
using October.Testing;

namespace October.Aspire.Hosting.Publishing;

/// <summary>An API server with the definition takes what is published, and is what refuses the rest of what cannot be.</summary>
public sealed class AcceptanceTests : IAsyncLifetime
{
    private LocalClusterHost _cluster = null!;
    private string _kubeconfig = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterHost.StartAsync(new LocalClusterOptions { Node = NodeKind.None });
        _kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(_kubeconfig, _cluster.Kubeconfig, TestContext.Current.CancellationToken);
        (await KubectlAsync("apply", "-f", RepositoryRoot.File("config/crd/october.dev_octoberapps.yaml"))).Succeeds();
        (await KubectlAsync("wait", "--for=condition=Established", "crd/octoberapps.october.dev", "--timeout=60s")).Succeeds();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task The_sample_is_accepted_as_it_is_published()
    {
        var folder = Directory.CreateTempSubdirectory("october-aspire-").FullName;
        try
        {
            var program = typeof(Projects.October_Shop_AppHost).Assembly.Location;
            (await Command.RunAsync("dotnet", [program, "--operation", "publish", "--step", "publish", "--output-path", folder])).Succeeds();
            Assert.Equal([Path.Combine(folder, "octoberapp.yaml")], Directory.GetFiles(folder));
            var applied = await KubectlAsync("apply", "-f", folder, "--validate=strict");
            Assert.Equal("octoberapp.october.dev/shop created\n", applied.Succeeds().Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_publication_that_fails_has_an_exit_code()
    {
        var program = typeof(Projects.October_Shop_AppHost).Assembly.Location;
        var run = await Command.RunAsync("dotnet", [program, "--operation", "publish", "--step", "publish", "--output-path", "/proc/nowhere"]);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task A_rule_between_fields_is_the_clusters()
    {
        using var host = AppHost.ToPublish();
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api")).WithWorker(host.Executable("worker")).WithImages("api:1", "worker:1")
            .WithReplicas(api: 2)
            .Configure(spec => spec.Autoscaling = new AutoscalingSpec { Api = new AutoscalerSpec { MaxReplicas = 4 } });
        var text = Assert.Single(await host.PublishAsync()).Value;
        var applied = await Command.RunAsync("kubectl", ["--kubeconfig", _kubeconfig, "apply", "-f", "-"], input: text);
        Assert.Contains("api.replicas fixes the number of pods and autoscaling.api varies it", applied.Error, StringComparison.Ordinal);
    }

    private Task<Command> KubectlAsync(params string[] arguments) => Command.RunAsync("kubectl", ["--kubeconfig", _kubeconfig, .. arguments]);
}
