using System.Text;
using System.Text.Json;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Moq;
using October.Runtime.Api;
using October.Runtime.Informers;
using Prometheus;

namespace October.Operator.Telemetry;

public sealed class PodSeriesTests
{
    private const string Labels = "namespace=\"default\",name=\"shop\",component=\"api\",track=\"stable\",pod=\"a\",container=\"api\"";

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Store<V1Pod> _pods = new();
    private readonly Mock<IKubeApi> _api = new();
    private readonly FakeTimeProvider _time = new();

    public PodSeriesTests()
    {
        PodSeries.Register(_registry, _pods, new PodUsage(_api.Object, [], _time));
        Answer(() => Task.FromResult(new KubeList<V1PodMetrics>("", [])));
    }

    public static TheoryData<V1ContainerState, int, int> States => new()
    {
        { new V1ContainerState { Running = new V1ContainerStateRunning() }, 3, 0 },
        { new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff" } }, 1, 1 },
        { new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ContainerCreating" } }, 0, 0 },
        { new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1 } }, 0, 0 },
        { new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1 } }, 1, 1 },
        { new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 0 } }, 1, 0 },
    };

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_container_has_its_restarts_and_whether_it_is_held_back(V1ContainerState state, int restarts, int crashing)
    {
        _pods.Upsert(Pod(state, restarts), out _);
        var lines = await ScrapeAsync();
        Assert.Contains($"octoberapp_container_restarts{{{Labels}}} {restarts}", lines);
        Assert.Contains($"octoberapp_container_crashing{{{Labels}}} {crashing}", lines);
        _pods.Remove(Pod(state, restarts), out _);
        Assert.DoesNotContain(await ScrapeAsync(), line => line.Contains("pod=\"a\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Succeeded")]
    public async Task A_pod_that_was_evicted_and_is_still_there_does_not_crash(string phase)
    {
        var pod = Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137 } }, 1);
        pod.Status.Phase = phase;
        _pods.Upsert(pod, out _);
        Assert.Contains($"octoberapp_container_crashing{{{Labels}}} 0", await ScrapeAsync());
    }

    [Fact]
    public async Task What_the_metrics_API_has_measured_is_served_and_asked_for_at_most_every_ten_seconds()
    {
        Answer(() => Task.FromResult(new KubeList<V1PodMetrics>("", [Usage("250m")])));
        var lines = await ScrapeAsync();
        Assert.Contains($"octoberapp_container_cpu_cores{{{Labels}}} 0.25", lines);
        Assert.Contains($"octoberapp_container_memory_bytes{{{Labels}}} 1048576", lines);

        Answer(() => Task.FromResult(new KubeList<V1PodMetrics>("", [Usage("1500000000n")])));
        Assert.Contains($"octoberapp_container_cpu_cores{{{Labels}}} 0.25", await ScrapeAsync());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains($"octoberapp_container_cpu_cores{{{Labels}}} 1.5", await ScrapeAsync());
    }

    [Fact]
    public async Task Without_a_metrics_API_the_rest_is_served()
    {
        _pods.Upsert(Pod(new V1ContainerState(), 2), out _);
        Answer(() => Task.FromException<KubeList<V1PodMetrics>>(new HttpRequestException("no route to host")));
        var lines = await ScrapeAsync();
        Assert.Contains($"octoberapp_container_restarts{{{Labels}}} 2", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("octoberapp_container_cpu_cores{", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1e999n")]
    [InlineData("1e999999999")]
    [InlineData(null)]
    [InlineData("12 cores")]
    public async Task What_is_no_quantity_is_left_out_and_the_rest_is_served(string? cpu)
    {
        Answer(() => Task.FromResult(new KubeList<V1PodMetrics>("", [Usage(cpu)])));
        var lines = await ScrapeAsync();
        Assert.Contains($"octoberapp_container_memory_bytes{{{Labels}}} 1048576", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("octoberapp_container_cpu_cores{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_or_pod_without_a_name_is_left_out_and_the_rest_is_served()
    {
        var (odd, nameless) = (Usage("1"), Usage("1"));
        odd.Containers = [null!, new V1ContainerMetrics { Name = null!, Usage = new Dictionary<string, string> { ["cpu"] = "1" } }];
        nameless.Metadata.Name = null;
        Answer(() => Task.FromResult(new KubeList<V1PodMetrics>("", [odd, nameless, new V1PodMetrics { Metadata = null! }, Usage("250m")])));
        Assert.Contains($"octoberapp_container_cpu_cores{{{Labels}}} 0.25", await ScrapeAsync());
    }

    [Fact]
    public async Task An_answer_that_is_no_list_is_none()
    {
        _pods.Upsert(Pod(new V1ContainerState(), 2), out _);
        Answer(() => Task.FromException<KubeList<V1PodMetrics>>(new JsonException("'<' is an invalid start of a value")));
        Assert.Contains($"octoberapp_container_restarts{{{Labels}}} 2", await ScrapeAsync());
    }

    [Fact]
    public async Task A_metrics_API_that_does_not_answer_holds_a_scrape_up_for_three_seconds_and_no_longer()
    {
        _pods.Upsert(Pod(new V1ContainerState(), 2), out _);
        var asked = new TaskCompletionSource();
        _api.Setup(api => api.ListAsync<V1PodMetrics>(It.IsAny<ListOptions>(), It.IsAny<CancellationToken>()))
            .Returns(async (ListOptions _, CancellationToken cancellationToken) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return null!;
            });
        var scrape = ScrapeAsync();
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Contains($"octoberapp_container_restarts{{{Labels}}} 2", await scrape);
    }

    private static V1Pod Pod(V1ContainerState state, int restarts) => new()
    {
        Metadata = Of("a"),
        Status = new V1PodStatus { ContainerStatuses = [new V1ContainerStatus { Name = "api", RestartCount = restarts, State = state }] },
    };

    private static V1PodMetrics Usage(string? cpu) => new()
    {
        Metadata = Of("a"),
        Containers = [new V1ContainerMetrics { Name = "api", Usage = new Dictionary<string, string> { ["cpu"] = cpu!, ["memory"] = "1Mi" } }],
    };

    private static V1ObjectMeta Of(string name) => new()
    {
        NamespaceProperty = "default",
        Name = name,
        Uid = name,
        ResourceVersion = "1",
        Labels = new Dictionary<string, string>
        {
            ["october.dev/app"] = "shop",
            ["october.dev/component"] = "api",
            ["october.dev/track"] = "stable",
        },
    };

    private void Answer(Func<Task<KubeList<V1PodMetrics>>> answer) =>
        _api.Setup(api => api.ListAsync<V1PodMetrics>(It.IsAny<ListOptions>(), It.IsAny<CancellationToken>())).Returns(answer);

    private async Task<string[]> ScrapeAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
    }
}
