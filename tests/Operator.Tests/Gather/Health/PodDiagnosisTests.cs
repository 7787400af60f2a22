using k8s.Models;
using October.Crd.Status;

namespace October.Operator.Gather.Health;

public sealed class PodDiagnosisTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly V1ContainerStateTerminated Ended = new() { ExitCode = 3, Reason = "Error" };

    [Fact]
    public void A_container_that_failed_for_the_second_time_is_in_a_crash_loop_before_it_says_so()
    {
        var failure = PodDiagnosis.Of(Pod(new V1ContainerState { Terminated = Ended }, restarts: 1), Now);

        Assert.Equal(Reasons.CrashLoop, failure!.Reason);
        Assert.Contains("after 1 restarts, last exit code 3 (Error)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_says_so_is_in_a_crash_loop() =>
        Assert.Equal(
            Reasons.CrashLoop,
            PodDiagnosis.Of(Pod(new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff" } }, restarts: 1), Now)!.Reason);

    [Fact]
    public void The_first_failure_is_tried_again() => Assert.Null(PodDiagnosis.Of(Pod(new V1ContainerState { Terminated = Ended }, restarts: 0), Now));

    [Fact]
    public void A_container_that_has_done_its_work_is_well() =>
        Assert.Null(
            PodDiagnosis.Of(
                Pod(
                    new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 0, Reason = "Completed" } },
                    restarts: 1),
                Now));

    /// <summary>The kubelet starts it again at once, and counts from the beginning.</summary>
    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void A_container_that_has_run_for_as_long_as_the_backoff_lasts_and_ends_is_in_no_crash_loop(int minutes, bool isCrashing)
    {
        var ended = new V1ContainerStateTerminated
        {
            ExitCode = 137, Reason = "OOMKilled", StartedAt = Now.AddMinutes(-minutes).UtcDateTime, FinishedAt = Now.UtcDateTime,
        };
        Assert.Equal(isCrashing, PodDiagnosis.Of(Pod(new V1ContainerState { Terminated = ended }, restarts: 1), Now) is not null);
    }

    /// <summary>What the image took of the time since the pod's start is not known.</summary>
    [Theory]
    [InlineData("CreateContainerConfigError", "secret \"a\" not found", true)]
    [InlineData("CreateContainerConfigError", "failed to sync configmap cache: timed out waiting for the condition", false)]
    [InlineData("CreateContainerError", "context deadline exceeded", false)]
    [InlineData("CreateContainerError", "failed to create containerd container: write /var/lib: no space left on device", false)]
    [InlineData("RunContainerError", "exec: \"x\": executable file not found in $PATH", true)]
    public void What_a_node_cannot_do_for_a_moment_is_no_failure_of_the_pod(string reason, string message, bool isFailure)
    {
        var pod = Pod(new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } }, restarts: 0);
        pod.Status.StartTime = Now.AddMinutes(-5).UtcDateTime;
        Assert.Equal(isFailure ? Reasons.ConfigError : null, PodDiagnosis.Of(pod, Now)?.Reason);
    }

    /// <summary>Evicted, or lost with its node: the ReplicaSet has made another, and the old one may stay for days.</summary>
    [Theory]
    [InlineData("Failed")]
    [InlineData("Succeeded")]
    public void A_pod_that_has_ended_for_good_says_nothing(string phase)
    {
        var pod = Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137, Reason = "Error" } }, restarts: 1);
        (pod.Status.Phase, pod.Status.Reason) = (phase, "Evicted");
        Assert.Null(PodDiagnosis.Of(pod, Now));
    }

    private static V1Pod Pod(V1ContainerState state, int restarts) => new()
    {
        Metadata = new V1ObjectMeta { Name = "shop-api-1" },
        Status = new V1PodStatus
        {
            ContainerStatuses =
            [
                new V1ContainerStatus
                {
                    Name = "api",
                    Image = "api:v1",
                    ImageID = "",
                    Ready = false,
                    RestartCount = restarts,
                    State = state,
                },
            ],
        },
    };
}
