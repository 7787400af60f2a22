using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

public sealed class LocalClusterHostTests
{
    private const string Probe = "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}";

    [Fact]
    public async Task A_deployment_becomes_available_with_real_processes_and_its_log_can_be_read()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "web:v1", 2, Probe);
        await cluster.UntilReadyAsync("web", 2);
        var pods = await cluster.UntilPodsAsync("web", p => p.Count == 2);
        Assert.All(pods, p => Assert.StartsWith("127.", p.StringAt("status", "podIP")));
        using var http = new HttpClient();
        Assert.Equal(pods[0].Name(), await http.GetStringAsync($"http://{pods[0].StringAt("status", "podIP")}:8000/", TestContext.Current.CancellationToken));
        Assert.Contains("listening on", await cluster.LogAsync(pods[0].Name(), new LogOptions()));
    }

    [Fact]
    public async Task A_rolling_update_replaces_every_pod_and_ends_the_old_processes()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.DeployAsync("web", "web:v1", 2, Probe);
        await cluster.UntilReadyAsync("web", 2);
        var old = (await cluster.UntilPodsAsync("web", p => p.Count == 2)).Select(p => p.Name()).ToHashSet();
        var deployment = (await cluster.Client.GetAsync(ResourceTypes.Deployments, "default", "web", TestContext.Current.CancellationToken))!.Clone();
        deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "web:v2";
        await cluster.Client.UpdateAsync(ResourceTypes.Deployments, deployment, cancellationToken: TestContext.Current.CancellationToken);
        await cluster.UntilReadyAsync("web", 2);
        await cluster.UntilPodsAsync("web", p => p.Count == 2 && p.All(x => !old.Contains(x.Name())));
    }
}
