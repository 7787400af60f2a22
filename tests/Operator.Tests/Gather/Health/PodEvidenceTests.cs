using System.Collections.Concurrent;
using k8s.Models;
using Moq;
using October.Operator.Gather.Sources;
using October.Runtime.Api;

namespace October.Operator.Gather.Health;

public sealed class PodEvidenceTests
{
    private const string Missing = "MountVolume.SetUp failed for volume \"y\" : secret \"y\" not found";

    private readonly Mock<IKubeApi> _api = new();
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly PodEvidence _evidence;

    public PodEvidenceTests()
    {
        var reads = new EvidenceReads(TimeProvider.System);
        _evidence = new PodEvidence(new LogReader(_api.Object, reads), new PodEvents(_api.Object, reads));
        _api.Setup(one => one.ReadLogAsync("default", "p", It.IsAny<string>(), It.IsAny<int>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Callback((string _, string _, string container, int _, bool previous, CancellationToken _) => _logs.Enqueue($"{container} {previous}"))
            .ReturnsAsync((string _, string _, string container, int _, bool _, CancellationToken _) => $"{container} waits\n");
        Answers();
    }

    [Fact]
    public async Task No_log_is_asked_of_a_container_that_was_never_started_and_the_event_of_the_cause_is_quoted()
    {
        Answers(Event("FailedMount", Missing, 3), Event("FailedScheduling", "0/1 nodes are available", 1));
        var pod = Pod([Waiting("api", "ContainerCreating")]);
        Assert.Equal("container api of pod p is waiting (ContainerCreating)", await DescribeAsync(pod));
        Assert.Equal(Missing, await CauseAsync(pod));
        Assert.Empty(_logs);
    }

    [Theory]
    [InlineData("FailedAttachVolume", "Multi-Attach error for volume \"pvc-1\" Volume is already exclusively attached to one node")]
    [InlineData("FailedCreatePodSandBox", "Failed to create pod sandbox: plugin type=\"calico\" failed (add): Unauthorized")]
    [InlineData("NetworkNotReady", "network is not ready: cni plugin not initialized")]
    [InlineData("Pulling", "Pulling image \"api:large\"")]
    public async Task Every_cause_that_keeps_a_pod_in_creation_is_found(string reason, string message)
    {
        Answers(Event(reason, message, 1));
        Assert.Equal(message, await CauseAsync(Pod([Waiting("api", "PodInitializing")], [Waiting("migrate", "PodInitializing")])));
    }

    [Fact]
    public async Task The_kubelets_summary_of_volumes_is_quoted_only_where_there_is_no_cause()
    {
        const string Summary = "Unable to attach or mount volumes: unmounted volumes=[y]: timed out waiting for the condition";
        Answers(Event("FailedMount", Missing, 1), Event("FailedMount", Summary, 2));
        Assert.Equal(Missing, await CauseAsync(Pod([Waiting("api", "ContainerCreating")])));
        Answers(Event("FailedMount", Summary, 2));
        Assert.Equal(Summary, await CauseAsync(Pod([Waiting("api", "ContainerCreating")])));
    }

    [Fact]
    public async Task What_has_passed_is_no_cause()
    {
        Answers(Event("FailedMount", Missing, 1), Event("Pulling", "Pulling image \"a\"", 2), Event("Pulled", "Successfully pulled image \"a\"", 3));
        Assert.Null(await CauseAsync(Pod([Waiting("api", "ContainerCreating")])));
    }

    [Fact]
    public async Task Where_the_status_says_the_cause_or_the_container_runs_no_event_is_asked_for()
    {
        foreach (var status in new[] { Waiting("api", "CreateContainerConfigError"), Running("api") })
            Assert.Null(await CauseAsync(Pod([status])));
        var unscheduled = Pod([]);
        unscheduled.Status.StartTime = null;
        Assert.Null(await CauseAsync(unscheduled));
        _api.Verify(one => one.ListAsync<Corev1Event>(It.IsAny<ListOptions>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task An_init_container_that_hangs_is_described_in_the_place_of_the_one_that_waits_for_it()
    {
        var pod = Pod([Waiting("api", "PodInitializing")], [Ended("migrate", 0), Running("wait-for-db"), Waiting("last", "PodInitializing")]);
        Assert.Equal("init container wait-for-db of pod p is running and not completed, its log: wait-for-db waits", await DescribeAsync(pod));
        Assert.Equal(["wait-for-db False"], _logs);
    }

    [Fact]
    public async Task An_init_container_that_has_failed_before_is_described_with_its_restarts()
    {
        var failing = Running("migrate");
        (failing.RestartCount, failing.LastState) = (1, Ended("migrate", 3).State);
        Assert.Equal(
            "init container migrate of pod p is running and not completed after 1 restarts (Error, exit code 3), its log: migrate waits",
            await DescribeAsync(Pod([Waiting("api", "PodInitializing")], [failing])));
    }

    [Fact]
    public async Task A_sidecar_that_has_started_is_not_what_a_pod_waits_for()
    {
        var pod = Pod([Waiting("api", "PodInitializing")], [Running("proxy"), Running("wait-for-db")]);
        Sidecar(pod, "proxy");
        Assert.StartsWith("init container wait-for-db of pod p ", await DescribeAsync(pod), StringComparison.Ordinal);
        pod.Status.InitContainerStatuses[0].Started = false;
        Assert.StartsWith("sidecar container proxy of pod p is running and not ready", await DescribeAsync(pod), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_that_is_not_ready_beside_a_container_that_is_keeps_the_pod_from_being_ready()
    {
        var api = Running("api");
        api.Ready = true;
        var pod = Pod([api], [Running("proxy")]);
        Sidecar(pod, "proxy");
        pod.Status.Conditions = [new V1PodCondition { Type = "Initialized", Status = "True" }];
        Assert.Equal("sidecar container proxy of pod p is running and not ready, its log: proxy waits", await DescribeAsync(pod));
        pod = Pod([api, Running("agent")]);
        Assert.Equal("container agent of pod p is running and not ready, its log: agent waits", await DescribeAsync(pod));
    }

    [Fact]
    public async Task Of_a_healthy_container_only_errors_are_quoted()
    {
        var api = Running("api");
        api.Ready = true;
        Assert.Null(await DescribeAsync(Pod([api], [Ended("migrate", 0)])));
    }

    private Task<string?> DescribeAsync(V1Pod pod) => _evidence.DescribeAsync(pod, "api", TestContext.Current.CancellationToken);

    private Task<string?> CauseAsync(V1Pod pod) => _evidence.StartFailureAsync(pod, "api", TestContext.Current.CancellationToken);

    private void Answers(params Corev1Event[] events) =>
        _api.Setup(one => one.ListAsync<Corev1Event>(It.IsAny<ListOptions>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new KubeList<Corev1Event>("", events));

    private static Corev1Event Event(string reason, string message, int second) =>
        new() { Reason = reason, Message = message, LastTimestamp = new DateTime(2026, 1, 1, 0, 0, second, DateTimeKind.Utc) };

    /// <summary>As the store has it.</summary>
    private static void Sidecar(V1Pod pod, string name)
    {
        pod.Spec = new V1PodSpec
        {
            InitContainers = [new V1Container { Name = name, Image = "proxy:v1", RestartPolicy = "Always" }, new V1Container { Name = "wait-for-db" }],
        };
        PodTransform.Keep(pod);
        Assert.Equal((name, (string?)null), (Assert.Single(pod.Spec.InitContainers).Name, pod.Spec.InitContainers[0].Image));
    }

    private static V1Pod Pod(V1ContainerStatus[] containers, V1ContainerStatus[]? init = null)
    {
        var pod = EvidenceReadsTests.Pod("p");
        pod.Status = new V1PodStatus
        {
            StartTime = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), ContainerStatuses = containers, InitContainerStatuses = init,
        };
        return pod;
    }

    private static V1ContainerStatus Waiting(string name, string reason) =>
        new() { Name = name, State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason } } };

    /// <summary>The kubelet says of every container that runs and has no startup probe that it has started.</summary>
    private static V1ContainerStatus Running(string name) =>
        new() { Name = name, Started = true, State = new V1ContainerState { Running = new V1ContainerStateRunning() } };

    private static V1ContainerStatus Ended(string name, int code) => new()
    {
        Name = name,
        Ready = code == 0,
        State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = code, Reason = code == 0 ? "Completed" : "Error" } },
    };
}
