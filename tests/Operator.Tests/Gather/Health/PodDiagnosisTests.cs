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
