using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

public sealed class ReplicationControllerTests
{
    [Fact]
    public async Task It_keeps_as_many_pods_as_it_says_and_its_selector_is_what_its_template_is_labelled()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        var made = await cluster.CreateAsync(ResourceTypes.ReplicationControllers, """
            metadata:
              name: web
            spec:
              replicas: 2
              template:
                metadata:
                  labels:
                    app: web
                spec:
                  containers:
                  - name: main
                    image: web:v1
            """);
        Assert.Equal("web", made.StringAt("spec", "selector", "app"));
        var pods = await cluster.UntilPodsAsync("web", p => p.Count == 2 && p.All(x => x.IsReady()));
        Assert.All(
            pods, pod => Assert.Equal(("ReplicationController", "v1"), (pod.ControllerOf().StringAt("kind"), pod.ControllerOf().StringAt("apiVersion"))));
        await cluster.UntilAsync(ResourceTypes.ReplicationControllers, "web", c => c.LongAt("status", "readyReplicas") == 2);

        await cluster.Client.PatchAsync(
            ResourceTypes.ReplicationControllers,
            "default",
            "web",
            new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 1 } },
            "scale",
            TestContext.Current.CancellationToken);

        await cluster.UntilPodsAsync("web", p => p.Count == 1);
    }
}
