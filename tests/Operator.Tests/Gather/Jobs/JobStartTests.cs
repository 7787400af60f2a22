using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Gather.Jobs;

public sealed class JobStartTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 1, 0, TimeSpan.Zero);
    private static readonly DateTime Created = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void What_has_not_started_is_told_with_what_it_waits_for()
    {
        Assert.Equal("it has created no pod, see the events of Job shop-restore-1", Cause(Job()));
        Assert.Equal("pod shop-restore-1-x is not started, see its events", Cause(Job(), Pod(new V1ContainerState())));
        Assert.Equal("pod shop-restore-1-x, container restore: ImagePullBackOff: manifest unknown", Cause(Job(), Pod(Waits("ImagePullBackOff"))));
        Assert.Null(JobStart.Unstarted(Job(), [Pod(Waits("ErrImagePull"))], Now)!.Cause);
        Assert.Null(JobStart.Unstarted(Job(), [], Now.AddSeconds(-50))!.Cause);
        var suspended = Job();
        suspended.Spec = new V1JobSpec { Suspend = true };
        Assert.Equal("it is suspended, resume or delete Job shop-restore-1", Cause(suspended));
        // What a mesh runs before it does not count.
        var pod = Pod(Waits("PodInitializing"));
        pod.Status.InitContainerStatuses = [Status("istio-init", new V1ContainerState { Running = new V1ContainerStateRunning() })];
        Assert.NotNull(JobStart.Unstarted(Job(), [pod], Now));
    }

    [Fact]
    public void What_runs_or_has_run_has_started()
    {
        Assert.Null(JobStart.Unstarted(Job(), [Pod(new V1ContainerState { Running = new V1ContainerStateRunning() })], Now));
        Assert.Null(JobStart.Unstarted(Job(), [Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1 } })], Now));
    }

    /// <summary>Such a status is written of a pod that ends while it waits for its image.</summary>
    [Fact]
    public void A_container_that_was_never_there_as_its_pod_ended_has_not_started()
    {
        V1ContainerStateTerminated Unknown() => new() { ExitCode = 137, Reason = "ContainerStatusUnknown" };
        var pod = Pod(new V1ContainerState { Terminated = Unknown() });
        Assert.False(JobStart.HasStarted(pod));
        // One that ran before the kubelet lost sight of it has an id.
        pod.Status.ContainerStatuses[0].ContainerID = "containerd://1";
        Assert.True(JobStart.HasStarted(pod));
        var (withId, withStart) = (Unknown(), Unknown());
        withId.ContainerID = "containerd://1";
        withStart.StartedAt = Created;
        Assert.True(JobStart.HasStarted(Pod(new V1ContainerState { Terminated = withId })));
        Assert.True(JobStart.HasStarted(Pod(new V1ContainerState { Terminated = withStart })));
    }

    [Fact]
    public void Where_a_pod_is_gone_or_the_Job_has_ended_nothing_is_said()
    {
        var failed = Job();
        failed.Status = new V1JobStatus { Failed = 1 };
        Assert.Null(JobStart.Unstarted(failed, [Pod(Waits("ImagePullBackOff"))], Now));
        var ended = Job();
        ended.Status = new V1JobStatus { Conditions = [new V1JobCondition { Type = "FailureTarget", Status = "True" }] };
        Assert.Null(JobStart.Unstarted(ended, [], Now));
    }

    /// <summary>A pod that has ended is noted, then let go, and only then counted.</summary>
    [Fact]
    public void Pods_that_are_gone_and_not_counted_yet_are_known_to_be_missing()
    {
        Assert.False(AreAllThere(new V1JobStatus { UncountedTerminatedPods = new V1UncountedTerminatedPods { Failed = ["u"] } }));
        Assert.False(AreAllThere(new V1JobStatus { UncountedTerminatedPods = new V1UncountedTerminatedPods { Succeeded = ["u"] } }));
        Assert.False(AreAllThere(new V1JobStatus { Succeeded = 1 }));
        Assert.False(AreAllThere(new V1JobStatus { Active = 1 }));
        Assert.False(AreAllThere(new V1JobStatus { Terminating = 1 }));
        var failed = Pod(new V1ContainerState());
        failed.Status.Phase = "Failed";
        Assert.True(AreAllThere(new V1JobStatus { Active = 1 }, Pod(new V1ContainerState())));
        Assert.False(AreAllThere(new V1JobStatus { Active = 1, Failed = 1 }, failed));
        Assert.True(AreAllThere(new V1JobStatus { UncountedTerminatedPods = new V1UncountedTerminatedPods { Failed = ["u"] } }, failed));

        static bool AreAllThere(V1JobStatus status, params V1Pod[] pods)
        {
            var job = Job();
            job.Status = status;
            return JobStart.AreAllThere(job, pods);
        }
    }

    /// <summary>The Job's deadline may pass while its pod ends: then the Job has failed, and its pod has not.</summary>
    [Fact]
    public void A_Job_that_failed_after_a_pod_of_it_did_its_work_has_done_it()
    {
        var done = Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 0, Reason = "Completed" } });
        var failed = Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 3, Reason = "Error" } });
        Assert.True(JobStart.HasSucceeded(Job(), [failed, done]));
        Assert.False(JobStart.HasSucceeded(Job(), [failed]));
        var counted = Job();
        counted.Status = new V1JobStatus { Succeeded = 1 };
        Assert.True(JobStart.HasSucceeded(counted, []));
        counted.Status = new V1JobStatus { UncountedTerminatedPods = new V1UncountedTerminatedPods { Succeeded = ["u"] } };
        Assert.True(JobStart.HasSucceeded(counted, []));
    }

    [Fact]
    public void A_Job_that_is_suspended_with_no_pod_left_has_not_started_since_then_whatever_ran_before()
    {
        var job = Job();
        (job.Metadata.Generation, job.Spec) = (1, new V1JobSpec { Suspend = true, Parallelism = 1 });
        Assert.False(JobSuspension.MayHaveLostPods(job));
        job.Metadata.Generation = 3;
        job.Status = new V1JobStatus
        {
            Failed = 1, Conditions = [new V1JobCondition { Type = "Suspended", Status = "True", LastTransitionTime = Created.AddSeconds(20) }],
        };
        var ran = Pod(new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1 } });
        ran.Status.Phase = "Failed";
        Assert.Equal(new DateTimeOffset(Created.AddSeconds(20)), JobStart.Unstarted(job, [ran], Now)!.CreatedAt);
        Assert.Null(JobStart.Unstarted(job, [Pod(new V1ContainerState { Running = new V1ContainerStateRunning() })], Now));
        Assert.True(JobSuspension.MayHaveLostPods(job));
        Assert.False(JobStart.AreAllThere(job, [ran]));
    }

    /// <summary>By its generation: created suspended and then resumed, as by a queue; and what ends it is one change.</summary>
    [Theory]
    [InlineData(true, 2L, 1, false)]
    [InlineData(true, 3L, 1, true)]
    [InlineData(false, 2L, 3600, false)]
    [InlineData(false, 3L, 1, false)]
    [InlineData(false, 3L, 3600, true)]
    public void A_Job_may_have_lost_pods_where_it_was_suspended_after_it_ran(bool suspended, long generation, int deadline, bool lost)
    {
        var job = Job();
        job.Metadata.Generation = generation;
        job.Spec = new V1JobSpec { Suspend = suspended, ActiveDeadlineSeconds = deadline, Parallelism = suspended && deadline == 1 ? 0 : 1 };
        job.Status = new V1JobStatus { Conditions = [new V1JobCondition { Type = "Suspended", Status = suspended ? "True" : "False" }] };
        Assert.Equal(lost, JobSuspension.MayHaveLostPods(job));
    }

    private static string? Cause(V1Job job, params V1Pod[] pods) => JobStart.Unstarted(job, pods, Now)!.Cause;

    private static V1Job Job() => new() { Metadata = new V1ObjectMeta { Name = "shop-restore-1", CreationTimestamp = Created } };

    private static V1ContainerState Waits(string reason) => new() { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = "manifest unknown" } };

    private static V1Pod Pod(V1ContainerState state) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "shop-restore-1-x", CreationTimestamp = Created, Labels = new Dictionary<string, string> { [Labels.Component] = "restore" },
        },
        Status = new V1PodStatus { Phase = "Pending", ContainerStatuses = [Status("restore", state)] },
    };

    private static V1ContainerStatus Status(string name, V1ContainerState state) =>
        new() { Name = name, Image = "tools:v1", ImageID = "", Ready = false, RestartCount = 0, State = state };
}
