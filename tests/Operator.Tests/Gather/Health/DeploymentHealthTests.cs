using k8s.Models;
using October.Crd.Status;
using October.Operator.Desired.Model;

namespace October.Operator.Gather.Health;

public sealed class DeploymentHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_pod_that_was_evicted_and_is_still_there_is_left_out()
    {
        var evicted = Pod("a", "v1", Crashed);
        evicted.Status.Phase = "Failed";
        var (health, failing, unready) = DeploymentHealth.Of(Deployment("v1"), "api", [evicted, Ready("b", "v1")], null, Now);
        Assert.Null(health.Fatal);
        Assert.Null(failing);
        Assert.Null(unready);
        Assert.Equal(1, health.ReadyUpdated);
    }

    [Fact]
    public void Where_no_pod_is_left_that_could_say_it_the_one_that_its_node_has_ended_last_does()
    {
        var (first, last, lost) = (Ended("a", "OutOfcpu", 3), Ended("b", "Evicted", 2), Ended("c", "Terminated", 1));
        lost.Status.Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "True" }];
        Assert.Equal("pod b has ended (Evicted): by b", Evidence(first, last, lost, Pod("d", "v0")));
        Assert.Equal("pod b has ended (Evicted): by b", Evidence(last, Ready("d", "v1")));
        // One that is there says more.
        Assert.Null(Evidence(last, Pod("d", "v1")));
        Assert.Null(Evidence(lost));
        var complete = Deployment("v1");
        (complete.Status.Replicas, complete.Status.AvailableReplicas) = (1, 1);
        Assert.Null(DeploymentHealth.Of(complete, "api", [last, Ready("d", "v1")], null, Now).Health.Evidence);

        static string? Evidence(params V1Pod[] pods) => DeploymentHealth.Of(Deployment("v1"), "api", pods, null, Now).Health.Evidence;
    }

    [Fact]
    public void A_pod_of_another_revision_is_left_out() =>
        Assert.Null(DeploymentHealth.Of(Deployment("v2"), "api", [Pod("a", "v1", Crashed), Ready("b", "v2")], null, Now).Health.Fatal);

    [Fact]
    public void A_pod_that_crashes_comes_before_those_that_wait_for_a_node()
    {
        var (health, failing, _) = DeploymentHealth.Of(Deployment("v1"), "api", [Waiting("a", "v1"), Waiting("b", "v1"), Pod("c", "v1", Crashed)], null, Now);
        Assert.Equal((Reasons.CrashLoop, "c", 2), (health.Fatal?.Reason, failing?.Pod.Metadata.Name, health.AwaitingNode));
        Assert.Equal(Now.AddMinutes(-5), health.FatalPodAt);
    }

    /// <summary>Those of redis have no revision. It is recreated, so that the first pod of the template comes when all before it are gone.</summary>
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 2, false)]
    public void A_pod_of_redis_fails_its_Deployment_once_a_pod_of_its_template_is_counted(int updated, long generation, bool isFatal)
    {
        var deployment = Deployment(null);
        (deployment.Status.UpdatedReplicas, deployment.Metadata.Generation) = (updated, generation);
        Assert.Equal(isFatal, DeploymentHealth.Of(deployment, "redis", [Pod("a", null, Crashed)], 1, Now).Health.Fatal is not null);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(null, false)]
    public void Pods_may_be_none_where_the_spec_says_so(int? replicas, bool wantsNone) =>
        Assert.Equal(wantsNone, DeploymentHealth.Of(Deployment("v1"), "api", [], replicas, Now).Health.WantsNone);

    [Fact]
    public void A_refusal_of_pods_has_its_time()
    {
        var deployment = Deployment("v1");
        deployment.Status.Conditions =
        [
            new V1DeploymentCondition
            {
                Type = "ReplicaFailure",
                Status = "True",
                Message = "exceeded quota: q",
                LastTransitionTime = Now.AddMinutes(-9).UtcDateTime,
                LastUpdateTime = Now.AddMinutes(-3).UtcDateTime,
            },
        ];
        Assert.Equal(Now.AddMinutes(-3), DeploymentHealth.Of(deployment, "api", [], null, Now).Health.CreateFailureAt);
    }

    private static V1ContainerStatus Crashed => new()
    {
        Name = "api",
        Image = "api:v1",
        ImageID = "",
        RestartCount = 1,
        State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137, Reason = "Error" } },
    };

    private static V1Pod Ready(string name, string revision)
    {
        var pod = Pod(name, revision);
        pod.Status.Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }];
        return pod;
    }

    private static V1Pod Ended(string name, string reason, int minutesAgo)
    {
        var pod = Pod(name, "v1");
        pod.Metadata.CreationTimestamp = Now.AddMinutes(-minutesAgo).UtcDateTime;
        (pod.Status.Phase, pod.Status.Reason, pod.Status.Message) = ("Failed", reason, $"by {name}");
        return pod;
    }

    private static V1Pod Waiting(string name, string revision)
    {
        var pod = Pod(name, revision);
        pod.Status.Conditions =
        [
            new V1PodCondition
            {
                Type = "PodScheduled",
                Status = "False",
                Reason = "Unschedulable",
                Message = "0/3 nodes are available",
                LastTransitionTime = Now.AddMinutes(-1).UtcDateTime,
            },
        ];
        return pod;
    }

    private static V1Pod Pod(string name, string? revision, params V1ContainerStatus[] containers) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = Revision(revision), CreationTimestamp = Now.AddMinutes(-5).UtcDateTime },
        Status = new V1PodStatus { ContainerStatuses = containers },
    };

    private static V1Deployment Deployment(string? revision) => new()
    {
        Metadata = new V1ObjectMeta { Name = "shop-api", Generation = 1 },
        Spec = new V1DeploymentSpec
        {
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = Revision(revision) },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "api", Image = "api:v1" }] },
            },
        },
        Status = new V1DeploymentStatus { ObservedGeneration = 1, UpdatedReplicas = 1 },
    };

    private static Dictionary<string, string> Revision(string? revision) => revision is null ? [] : new() { [Labels.Revision] = revision };
}
