using System.Text.Json.Nodes;

namespace October.LocalCluster.Node.Containers;

public sealed class ContainerUserTests
{
    [Theory]
    [InlineData("""{"runAsNonRoot":true,"runAsUser":0}""", "{}", true, "container's runAsUser breaks non-root policy")]
    [InlineData("""{"runAsNonRoot":true,"runAsUser":0}""", "{}", false, "container's runAsUser breaks non-root policy")]
    [InlineData("""{"runAsNonRoot":true,"runAsUser":7}""", """{"runAsUser":0}""", true, "container's runAsUser breaks non-root policy")]
    [InlineData("""{"runAsNonRoot":true}""", "{}", true, "container has runAsNonRoot and image will run as root")]
    public void One_that_must_not_run_as_root_and_would_is_refused_in_the_kubelets_words(string pod, string own, bool isRoot, string words)
    {
        var refusal = Assert.Throws<ContainerConfigException>(() => ContainerUser.Of(Run(pod, own), isRoot));
        Assert.Equal($"{words} (pod: \"p_default(1-2)\", container: main)", refusal.Message);
    }

    [Theory]
    [InlineData("{}", "{}", true)]
    [InlineData("""{"runAsUser":0}""", "{}", true)]
    [InlineData("""{"runAsNonRoot":true}""", """{"runAsNonRoot":false}""", true)]
    [InlineData("""{"runAsNonRoot":true}""", "{}", false)]
    [InlineData("""{"runAsNonRoot":true,"runAsUser":7}""", "{}", false)]
    public void Where_nothing_else_is_asked_for_or_possible_it_is_the_nodes_own_user(string pod, string own, bool isRoot) =>
        Assert.Null(ContainerUser.Of(Run(pod, own), isRoot));

    [Fact]
    public void What_the_container_says_counts_before_what_the_pod_says()
    {
        var user = ContainerUser.Of(
            Run("""{"runAsUser":7,"runAsGroup":8,"fsGroup":9,"supplementalGroups":[10]}""", """{"runAsUser":70,"runAsNonRoot":true}"""), isRoot: true)!;
        Assert.Equal((70, 8, 9), (user.User, user.Group, user.VolumeGroup));
        Assert.Equal([8, 9, 10], user.Groups);
        Assert.Equal(["setpriv", "--reuid=70", "--regid=8", "--groups=8,9,10", "--no-new-privs"], user.Arguments.Take(5));
    }

    private static ContainerRun Run(string pod, string own) => new(
        (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"p","namespace":"default","uid":"1-2"},"spec":{"securityContext":{{{pod}}}}}""")!,
        (JsonObject)JsonNode.Parse($$$"""{"name":"main","securityContext":{{{own}}}}""")!,
        "127.0.0.1",
        0);
}
