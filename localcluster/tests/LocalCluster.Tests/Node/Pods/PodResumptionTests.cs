using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

public sealed class PodResumptionTests
{
    private const string Running = """{"running":{"startedAt":"2026-01-01T11:00:00Z"}}""";
    private const string Succeeded = """{"terminated":{"exitCode":0,"reason":"Completed"}}""";
    private const string Waiting = """{"waiting":{"reason":"ContainerCreating"}}""";
    private const string Crashing = """{"waiting":{"reason":"CrashLoopBackOff"}}""";

    [Theory]
    [InlineData("Always", Running, "Running", 255, "Unknown")]
    [InlineData("OnFailure", Running, "Running", 255, "Unknown")]
    [InlineData("Never", Running, "Failed", 255, "Unknown")]
    [InlineData("OnFailure", Succeeded, "Succeeded", 0, "Completed")]
    [InlineData("Never", Succeeded, "Succeeded", 0, "Completed")]
    public void After_a_restart_of_the_node_nothing_runs_and_what_is_not_to_be_restarted_has_failed(
        string policy, string state, string phase, int code, string reason)
    {
        var status = PodResumption.Interrupt(Pod(policy, state), "127.0.0.1", Controllers.Objects.Now);

        var ended = status["containerStatuses"]![0].ObjectAt("state", "terminated");
        Assert.Equal((phase, code, reason), (status.StringAt("phase"), (int?)ended.LongAt("exitCode"), ended.StringAt("reason")));
        Assert.Equal("False", status.ArrayAt("conditions").Find("Ready").StringAt("status"));
    }

    [Theory]
    [InlineData("Always", Running, 3)]
    [InlineData("Always", Crashing, 3)]
    [InlineData("OnFailure", Running, 3)]
    [InlineData("Always", Waiting, null)]
    [InlineData("Never", Waiting, null)]
    public void What_is_to_run_goes_on_counting_its_restarts(string policy, string state, int? attempt)
    {
        var pod = Pod(policy, state);
        pod["status"] = PodResumption.Interrupt(pod, "127.0.0.1", Controllers.Objects.Now);

        var record = PodResumption.Resume(pod, (JsonObject)pod["spec"]!["containers"]![0]!, ContainerRole.Regular);

        Assert.IsType<ContainerState.Waiting>(record.State);
        Assert.Equal(attempt, record.WasMade ? record.RestartCount : null);
    }

    [Fact]
    public void What_has_succeeded_does_not_run_again_beside_what_does()
    {
        var pod = Pod("OnFailure", Succeeded);
        pod["status"] = PodResumption.Interrupt(pod, "127.0.0.1", Controllers.Objects.Now);
        var record = PodResumption.Resume(pod, (JsonObject)pod["spec"]!["containers"]![0]!, ContainerRole.Regular);
        Assert.IsType<ContainerState.Terminated>(record.State);
    }

    private static JsonObject Pod(string policy, string state)
    {
        var pod = Controllers.Objects.Pod("a");
        pod["spec"]!["restartPolicy"] = policy;
        var name = pod["spec"]!["containers"]![0].StringAt("name");
        var container = new JsonObject
        {
            ["name"] = name,
            ["state"] = JsonNode.Parse(state),
            ["restartCount"] = state == Waiting ? 0L : 3L,
            ["ready"] = true,
        };
        if (state == Crashing)
            container["lastState"] = JsonNode.Parse("""{"terminated":{"exitCode":1,"reason":"Error"}}""");
        pod["status"] = new JsonObject { ["phase"] = "Running", ["containerStatuses"] = new JsonArray(container) };
        return pod;
    }
}
