using System.Text.Json.Nodes;

namespace October.LocalCluster.Node.Scheduling;

public sealed class SchedulingDecisionTests
{
    private static readonly JsonObject Node = Controllers.Objects.Parse("""
        metadata:
          name: october
          labels:
            disk: ssd
        """);

    [Fact]
    public void A_pod_that_fits_has_no_problem() => Assert.Null(Problem(Asking("1")));

    [Fact]
    public void Requests_of_other_pods_count() =>
        Assert.StartsWith(
            "0/1 nodes are available: 1 Insufficient cpu.",
            SchedulingDecision.Problem(Asking("1"), Node, new NodeCapacity(2, 1000, 10), [Asking("1500m")], NoClaim));

    [Fact]
    public void A_node_selector_must_match()
    {
        var pod = Asking("1");
        pod["spec"]!["nodeSelector"] = new JsonObject { ["disk"] = "hdd" };
        Assert.Contains("didn't match Pod's node affinity/selector", Problem(pod));
    }

    [Fact]
    public void Without_a_node_nothing_is_scheduled() =>
        Assert.NotNull(SchedulingDecision.Problem(Asking("1"), null, new NodeCapacity(2, 1000, 10), [], NoClaim));

    [Theory]
    [InlineData("null", "0/1 nodes are available: persistentvolumeclaim \"data\" not found. not found")]
    [InlineData(
        """{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"spec":{}}""",
        "0/1 nodes are available: persistentvolumeclaim \"data\" is being deleted. not found")]
    [InlineData("""{"metadata":{},"spec":{}}""", "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found")]
    [InlineData("""{"metadata":{},"spec":{"storageClassName":"local"}}""", null)]
    public void A_claim_must_be_there_and_have_a_class_that_its_volume_comes_from(string claim, string? problem)
    {
        var pod = Asking("1");
        pod["spec"]!["volumes"] = JsonNode.Parse("""[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}]""");
        Assert.Equal(
            problem,
            SchedulingDecision.Problem(pod, Node, new NodeCapacity(2, 1000, 10), [], name => name == "data" ? (JsonObject?)JsonNode.Parse(claim) : null));
    }

    private static JsonObject? NoClaim(string name) => null;

    private static string? Problem(JsonObject pod) => SchedulingDecision.Problem(pod, Node, new NodeCapacity(2, 1000, 10), [], NoClaim);

    private static JsonObject Asking(string cpu)
    {
        var pod = Controllers.Objects.Pod("a");
        pod["spec"]!["containers"]![0]!["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = cpu } };
        return pod;
    }
}
