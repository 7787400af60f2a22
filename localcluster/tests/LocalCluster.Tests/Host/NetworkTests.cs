using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

/// <summary>Services and Ingresses in front of real processes.</summary>
public sealed class NetworkTests
{
    private const string Probe = "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}";

    [Fact]
    public async Task A_service_takes_turns_and_refuses_when_nobody_is_ready()
    {
        await using var cluster = await TestCluster.StartAsync();
        var address = await ServiceAsync(cluster);
        await cluster.DeployAsync("web", "web:v1", 2, Probe);
        await cluster.UntilReadyAsync("web", 2);
        var seen = new HashSet<string>();
        await TestCluster.AwaitAsync(async () => seen.Add(await GetAsync(address)) && seen.Count == 2 || seen.Count == 2, () => string.Join(' ', seen));
        await ScaleAsync(cluster, 0);
        await cluster.UntilPodsAsync("web", p => p.Count == 0);
        using var client = new TcpClient();
        var error = await Assert.ThrowsAnyAsync<SocketException>(async () =>
            await client.ConnectAsync(IPAddress.Parse(address), 80, TestContext.Current.CancellationToken));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "lifecycle: {preStop: {sleep: {seconds: 4}}}")]
    public async Task The_ingress_drops_no_request_while_pods_are_replaced(int delay, string lifecycle)
    {
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            IngressPort = 0,
            Faults = new ClusterFaults { EndpointDelay = TimeSpan.FromSeconds(delay) },
        });
        await ServiceAsync(cluster);
        await IngressAsync(cluster);
        await cluster.DeployAsync(
            "web",
            "web:v1",
            2,
            $"{Probe}\n        {lifecycle}",
            "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}",
            grace: 10);
        await cluster.UntilReadyAsync("web", 2);
        using var stop = new CancellationTokenSource();
        await TestCluster.AwaitAsync(async () => (await SendAsync(cluster, "web.test")).StatusCode == HttpStatusCode.OK, () => "no answer");
        var polling = PollAsync(cluster, stop.Token);
        var old = (await cluster.UntilPodsAsync("web", p => p.Count == 2)).Select(p => p.Name()).ToHashSet();
        await cluster.Client.PatchAsync(
            ResourceTypes.Deployments, "default", "web",
            Controllers.Objects.Parse(
                "spec: {template: {metadata: {annotations: {v: two}}}}".Replace(
                    "spec: {template: {metadata: {annotations: {v: two}}}}", "spec:\n  template:\n    metadata:\n      annotations:\n        v: two")),
            cancellationToken: TestContext.Current.CancellationToken);
        await cluster.UntilPodsAsync("web", p => p.Count == 2 && p.All(x => !old.Contains(x.Name()) && x.IsReady()));
        await stop.CancelAsync();
        var (sent, failed) = await polling;
        Assert.True(sent > 20, $"only {sent} requests");
        Assert.Empty(failed);
    }

    [Fact]
    public async Task A_header_that_is_not_ASCII_passes_both_ways()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { IngressPort = 0 });
        await ServiceAsync(cluster);
        await IngressAsync(cluster);
        await cluster.DeployAsync("web", "web:v1", 1, Probe);
        await cluster.UntilReadyAsync("web", 1);
        await TestCluster.AwaitAsync(async () => (await SendAsync(cluster, "web.test")).StatusCode == HttpStatusCode.OK, () => "no answer");
        Assert.Equal("Größe", await HeaderText.EchoAsync(new Uri(new Uri(cluster.Host.IngressUrl!), "/header"), "Größe", host: "web.test"));
    }

    [Fact]
    public async Task An_unknown_host_is_told_which_hosts_there_are_and_a_service_without_pods_that_it_has_none()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { IngressPort = 0 });
        await ServiceAsync(cluster);
        await IngressAsync(cluster);
        await TestCluster.AwaitAsync(async () => (await SendAsync(cluster, "web.test")).StatusCode == HttpStatusCode.ServiceUnavailable, () => "not 503");
        var unknown = await SendAsync(cluster, "nobody.test");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("Known hosts: web.test", await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_taken_port_is_said_in_one_sentence()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<IOException>(() => TestCluster.StartAsync(o => o with { IngressPort = port }));
        Assert.Equal($"Port {port} for the ingress is taken; stop what uses it, or choose another port.", error.Message);
    }

    private static async Task<string> ServiceAsync(TestCluster cluster)
    {
        await cluster.CreateAsync(ResourceTypes.Services, """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector:
                app: web
              ports:
              - port: 80
                targetPort: http
            """);
        return (await cluster.UntilAsync(ResourceTypes.Services, "web", s => s.StringAt("spec", "clusterIP") is { Length: > 0 })).StringAt(
            "spec", "clusterIP")!;
    }

    private static Task<JsonObject> IngressAsync(TestCluster cluster) => cluster.CreateAsync(ResourceTypes.Ingresses, """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
        spec:
          rules:
          - host: web.test
            http:
              paths:
              - path: /
                pathType: Prefix
                backend:
                  service:
                    name: web
                    port:
                      number: 80
        """);

    private static Task<JsonObject> ScaleAsync(TestCluster cluster, int replicas) =>
        cluster.Client.PatchAsync(
            ResourceTypes.Deployments,
            "default",
            "web",
            new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } },
            cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<(int Sent, List<string> Failed)> PollAsync(TestCluster cluster, CancellationToken cancellationToken)
    {
        var (sent, failed) = (0, new List<string>());
        while (!cancellationToken.IsCancellationRequested)
        {
            using var response = await SendAsync(cluster, "web.test");
            sent++;
            if (response.StatusCode != HttpStatusCode.OK)
                failed.Add($"{response.StatusCode}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }

        return (sent, failed);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestCluster cluster, string host)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, cluster.Host.IngressUrl) { Headers = { Host = host } };
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> GetAsync(string address)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync($"http://{address}/", TestContext.Current.CancellationToken);
    }
}
