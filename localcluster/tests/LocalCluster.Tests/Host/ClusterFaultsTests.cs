using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Simulation;
using October.LocalCluster.Testing;

namespace October.LocalCluster.Host;

/// <summary>What real clusters do can be tried on this one.</summary>
public sealed class ClusterFaultsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("", true)]
    [InlineData("lifecycle: {preStop: {sleep: {seconds: 6}}}", false)]
    public async Task Endpoints_change_late_and_a_pod_that_does_not_wait_is_sent_to_after_its_end(string lifecycle, bool sentToTheEnded)
    {
        var time = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cluster = await StartAsync(time, new ClusterFaults { EndpointDelay = TimeSpan.FromSeconds(5) });
        await cluster.CreateAsync(ResourceTypes.Services, """
            metadata:
              name: web
            spec:
              selector:
                app: web
              ports:
              - port: 80
                targetPort: http
            """);
        await cluster.DeployAsync("web", "web:v1", 2, lifecycle, grace: 30);
        Assert.True(await time.UntilAsync(() => Task.FromResult(Endpoints(cluster).Count == 2), Limit));

        var pods = await PodsAsync(cluster);
        await cluster.Client.DeleteAsync(ResourceTypes.Pods, "default", pods[0].Name());
        var ended = 0;
        await time.UntilAsync(
            async () =>
            {
                var running = (await PodsAsync(cluster)).Select(p => p.StringAt("status", "podIP")).ToList();
                ended += Endpoints(cluster).Count(e => !running.Contains(e.Address));
                return false;
            },
            TimeSpan.FromSeconds(30));

        Assert.Equal(sentToTheEnded, ended > 0);
        Assert.Equal(2, Endpoints(cluster).Count);
    }

    [Fact]
    public async Task A_webhook_denies_what_clients_and_controllers_write_with_its_own_words()
    {
        var time = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        var faults = new ClusterFaults
        {
            Webhook = (type, value, _) =>
                type == ResourceTypes.Pods && value.Labels()?["team"] is null ? "every pod names its team" : null,
        };
        await using var cluster = await StartAsync(time, faults);

        var refusal = await Assert.ThrowsAsync<ApiStatusException>(
            () => cluster.CreateAsync(ResourceTypes.Pods, "metadata: {name: web}\nspec: {containers: [{name: main, image: \"web:v1\"}]}"));
        await cluster.DeployAsync("web", "web:v1");
        var found = await time.UntilAsync(async () => (await cluster.EventsAsync("FailedCreate")).Count > 0, Limit);

        const string Words = "admission webhook \"validate.local-cluster.dev\" denied the request: every pod names its team";
        Assert.Equal((403, "Forbidden", Words), (refusal.Code, refusal.Reason, refusal.Message));
        Assert.True(found);
        Assert.Contains(Words, (await cluster.EventsAsync("FailedCreate"))[0].StringAt("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_a_quota_refuses_is_tried_again_after_pauses()
    {
        var time = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cluster = await StartAsync(time, ClusterFaults.None);
        await cluster.CreateAsync(ResourceTypes.ResourceQuotas, "metadata: {name: no-pods}\nspec: {hard: {count/pods: \"0\"}}");
        await cluster.DeployAsync("web", "web:v1");

        await time.PassAsync(TimeSpan.FromMinutes(2));

        Assert.InRange((await cluster.EventsAsync("FailedCreate")).Count, 5, 30);
        await cluster.Client.DeleteAsync(ResourceTypes.ResourceQuotas, "default", "no-pods");
        Assert.True(await time.UntilAsync(async () => (await PodsAsync(cluster)).Count == 1, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData(false, "no redis\n")]
    [InlineData(true, "unable to retrieve container logs for simulated://")]
    public async Task The_log_of_the_run_that_crashed_is_there_until_it_is_lost(bool loses, string expected)
    {
        var time = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cluster = await StartAsync(
            time,
            new ClusterFaults { LosesPreviousLogs = loses },
            new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1, Log = "begin\nno redis\n" });
        await cluster.DeployAsync("web", "web:v1");
        Assert.True(await time.UntilAsync(
            async () => (await PodsAsync(cluster)).FirstOrDefault()?.ArrayAt("status", "containerStatuses")?[0].StringAt("state", "waiting", "reason")
                == "CrashLoopBackOff",
            Limit));

        var log = await cluster.LogAsync((await PodsAsync(cluster))[0].Name(), new LogOptions(Previous: true, TailLines: 1));

        Assert.StartsWith(expected, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claim_grows_where_its_class_allows_it(bool isFixed)
    {
        var time = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cluster = await StartAsync(time, new ClusterFaults { VolumesAreFixed = isFixed });
        await cluster.CreateAsync(ResourceTypes.PersistentVolumeClaims, """
            metadata:
              name: data
            spec:
              accessModes: ["ReadWriteOnce"]
              resources:
                requests:
                  storage: 1Gi
            """);
        await time.UntilAsync(
            async () => (await cluster.Client.GetAsync(ResourceTypes.PersistentVolumeClaims, "default", "data")).StringAt("status", "phase") == "Bound", Limit);

        var growing = cluster.Client.PatchAsync(
            ResourceTypes.PersistentVolumeClaims,
            "default",
            "data",
            (JsonObject)JsonNode.Parse("""{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""")!,
            cancellationToken: TestContext.Current.CancellationToken);

        if (!isFixed)
        {
            Assert.Equal("2Gi", (await growing).StringAt("spec", "resources", "requests", "storage"));
            return;
        }

        var refusal = await Assert.ThrowsAsync<ApiStatusException>(() => growing);
        Assert.Equal(403, refusal.Code);
        Assert.EndsWith("the storageclass that provisions the pvc must support resize", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<TestCluster> StartAsync(VirtualClock time, ClusterFaults faults, ImageBehaviour? web = null) => TestCluster.StartAsync(o => o with
    {
        Node = NodeKind.Simulated,
        Time = time,
        Faults = faults,
        Script = new SimulationScript(new Dictionary<string, ImageBehaviour> { ["web:v1"] = web ?? new ImageBehaviour() }),
    });

    private static IReadOnlyList<EndpointAddress> Endpoints(TestCluster cluster) =>
        cluster.Host.Services!.Current().SingleOrDefault(p => p.Service == "web")?.Ready ?? [];

    private static async Task<IReadOnlyList<JsonObject>> PodsAsync(TestCluster cluster) =>
        (await cluster.Client.ListAsync(ResourceTypes.Pods, "default", cancellationToken: TestContext.Current.CancellationToken)).Items;
}
