using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Time.Testing;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Server;
using October.LocalCluster.Host;
using October.LocalCluster.Testing;

namespace October.LocalCluster.ApiServer.FaultInjection;

/// <summary>What a test can make the cluster do to the program under test, each shown once.</summary>
public sealed class FaultInjectionTests : IAsyncDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private readonly ScriptedTraffic _traffic = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly KubeApiServer _server;

    public FaultInjectionTests() => _server = new KubeApiServer(new KubeApiServerOptions { Seed = 1, Time = _time, Interceptor = _traffic });

    private IClusterClient Client => _server.ClientFor("tests");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_error_is_answered_and_the_request_is_not_carried_out()
    {
        _traffic.Before = request =>
            ValueTask.FromResult<ApiResponse?>(
                request.Method == "POST"
                    ? new ApiResponse
                    {
                        Code = 503,
                        Object = Cluster.Json("""{"kind":"Status","status":"Failure","message":"not now","reason":"ServiceUnavailable","code":503}"""),
                    }
                    : null);

        var refused = await Cluster.Refused(() => Client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token));

        Assert.Equal((503, "not now"), (refused.Code, refused.Message));
        Assert.Null(await Client.GetAsync(Cluster.ConfigMaps, "default", "a", Token));
    }

    [Fact]
    public async Task An_answer_is_lost_after_the_commit_and_the_client_only_sees_a_broken_connection()
    {
        await _server.StartAsync(Token);
        using var kubeconfig = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(_server.Kubeconfig()));
        using var client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        _traffic.After = (request, response) => request.Method == "POST" ? throw new IOException("The answer is lost.") : response;

        await Assert.ThrowsAsync<HttpRequestException>(() => client.CoreV1.CreateNamespacedConfigMapAsync(
            new k8s.Models.V1ConfigMap { Metadata = new k8s.Models.V1ObjectMeta { Name = "a" } }, "default", cancellationToken: Token));

        Assert.NotNull(await Client.GetAsync(Cluster.ConfigMaps, "default", "a", Token));
    }

    [Fact]
    public async Task A_request_is_held_until_the_clock_says_so()
    {
        _traffic.Before = async _ =>
        {
            await Task.Delay(TimeSpan.FromMinutes(10), _time);
            return null;
        };

        var reading = Client.GetAsync(Cluster.Namespaces, null, "default", Token);

        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(await reading);
    }

    [Fact]
    public async Task A_watch_is_cut_and_goes_on_where_it_was()
    {
        var start = (await Client.ListAsync(Cluster.ConfigMaps, "default", cancellationToken: Token)).ResourceVersion;
        await Client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);
        await Client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("b"), cancellationToken: Token);
        _traffic.Deliver = change => change.Object.Name() == "b" ? throw new IOException("The watch is cut.") : change;
        var seen = new List<JsonObject>();
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var change in Client.WatchAsync(Cluster.ConfigMaps, "default", start, Token))
                seen.Add(change.Object);
        });
        _traffic.Deliver = null;

        await foreach (var change in Client.WatchAsync(Cluster.ConfigMaps, "default", seen[^1].ResourceVersion(), Token))
        {
            seen.Add(change.Object);
            break;
        }

        Assert.Equal(["a", "b"], seen.Select(o => o.Name()));
    }

    [Fact]
    public async Task History_is_forgotten_and_a_watch_from_before_is_gone()
    {
        var start = (await Client.ListAsync(Cluster.ConfigMaps, "default", cancellationToken: Token)).ResourceVersion;
        await Client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a"), cancellationToken: Token);
        _server.DiscardHistory();

        await foreach (var change in Client.WatchAsync(Cluster.ConfigMaps, "default", start, Token))
        {
            Assert.Equal(("ERROR", 410), (change.Type, (int)change.Object["code"]!));
            break;
        }
    }

    [Fact]
    public async Task A_read_is_stale()
    {
        await Client.CreateAsync(Cluster.ConfigMaps, Cluster.ConfigMap("a", "old"), cancellationToken: Token);
        ApiResponse? first = null;
        _traffic.After = (request, response) => request.Method == "GET" ? first ??= response : response;
        await Client.GetAsync(Cluster.ConfigMaps, "default", "a", Token);
        await Client.PatchAsync(Cluster.ConfigMaps, "default", "a", Cluster.Json("""{"data":{"v":"new"}}"""), cancellationToken: Token);

        Assert.Equal("old", (await Client.GetAsync(Cluster.ConfigMaps, "default", "a", Token)).StringAt("data", "v"));
        _traffic.After = null;
        Assert.Equal("new", (await Client.GetAsync(Cluster.ConfigMaps, "default", "a", Token)).StringAt("data", "v"));
    }

    [Fact]
    public async Task An_hour_passes_in_no_time_and_events_have_expired()
    {
        var time = new VirtualClock(_time.GetUtcNow());
        await using var cluster = await LocalClusterHost.StartAsync(
            new LocalClusterOptions { ApiPort = null, Node = NodeKind.Simulated, Time = time, Seed = 1 },
            Token);
        var events = new ResourceType("", "v1", "events");
        await cluster.Client.CreateAsync(
            events,
            Cluster.Json(
                """{"metadata":{"name":"e","namespace":"default"},"involvedObject":"""
                    + """{"kind":"Pod","name":"p","namespace":"default"},"reason":"Old","type":"Normal"}"""),
            cancellationToken: Token);
        await time.PassAsync(TimeSpan.FromMinutes(59));
        Assert.NotNull(await cluster.Client.GetAsync(events, "default", "e", Token));

        Assert.True(await time.UntilAsync(async () => await cluster.Client.GetAsync(events, "default", "e", Token) is null, TimeSpan.FromMinutes(5)));
    }
}
