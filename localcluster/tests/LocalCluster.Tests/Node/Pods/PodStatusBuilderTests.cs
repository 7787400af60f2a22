using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

public sealed class PodStatusBuilderTests
{
    private static readonly ContainerRecord Running = new("main", "web:v1") { State = new ContainerState.Running(Controllers.Objects.Now), Started = true };

    [Theory]
    [InlineData("Always", 0, "Running")]
    [InlineData("OnFailure", 0, "Succeeded")]
    [InlineData("OnFailure", 1, "Running")]
    [InlineData("Never", 1, "Failed")]
    [InlineData("Never", 0, "Succeeded")]
    public void An_ended_container_ends_its_pod_as_the_restart_policy_says(string policy, int code, string phase) =>
        Assert.Equal(phase, PodStatusBuilder.Phase(Snapshot([Ended(code)], policy: policy)));

    [Fact]
    public void A_pod_waits_for_its_init_containers()
    {
        var snapshot = Snapshot(
            [new ContainerRecord("main", "web:v1")], [new ContainerRecord("setup", "x") { State = new ContainerState.Running(Controllers.Objects.Now) }]);
        var status = PodStatusBuilder.Build(snapshot, Controllers.Objects.Now);
        Assert.Equal("Pending", status.StringAt("phase"));
        Assert.Equal("containers with incomplete status: [setup]", status.ArrayAt("conditions").Find("Initialized").StringAt("message"));
    }

    [Fact]
    public void Readiness_is_told_by_the_conditions_and_keeps_its_transition_time()
    {
        var snapshot = Snapshot([Running]);
        snapshot.Pod["status"] = PodStatusBuilder.Build(snapshot, Controllers.Objects.Now);
        var ready = PodStatusBuilder.Build(snapshot with { Containers = [Running with { Ready = true }] }, Controllers.Objects.Now.AddSeconds(5));
        Assert.Equal("containers with unready status: [main]", snapshot.Pod.Condition("Ready").StringAt("message"));
        Assert.Equal(("True", "2026-01-01T12:00:05Z"), (
            ready.ArrayAt("conditions").Find("Ready").StringAt("status"), ready.ArrayAt("conditions").Find("Ready").StringAt("lastTransitionTime")));
        Assert.Equal("2026-01-01T12:00:00Z", ready.ArrayAt("conditions").Find("Initialized").StringAt("lastTransitionTime"));
    }

    [Fact]
    public void A_finished_pod_says_why_it_is_not_ready() =>
        Assert.Equal(
            "PodCompleted",
            PodStatusBuilder.Build(Snapshot([Ended(0)], policy: "Never"), Controllers.Objects.Now).ArrayAt("conditions").Find("Ready").StringAt("reason"));

    private static ContainerRecord Ended(int code) => Running with
    {
        State = new ContainerState.Terminated(code, code == 0 ? "Completed" : "Error", Controllers.Objects.Now, Controllers.Objects.Now),
    };

    private static PodSnapshot Snapshot(IReadOnlyList<ContainerRecord> containers, IReadOnlyList<ContainerRecord>? init = null, string policy = "Always")
    {
        var pod = Controllers.Objects.Pod("a");
        pod.Remove("status");
        pod["spec"]!["restartPolicy"] = policy;
        return new PodSnapshot(pod, "127.0.0.1", "127.64.0.2", Controllers.Objects.Now, init ?? [], containers, []);
    }
}
