using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

/// <summary>What goes when its owner or its namespace goes. The pods are simulated.</summary>
public sealed class OwnershipTests
{
    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public async Task Deleting_a_deployment_takes_its_replica_sets_and_pods_along(string propagation)
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await cluster.DeployAsync("web", "web:v1", 2);
        await cluster.UntilReadyAsync("web", 2);
        await cluster.Client.DeleteAsync(
            ResourceTypes.Deployments, "default", "web", new JsonObject { ["propagationPolicy"] = propagation }, TestContext.Current.CancellationToken);
        await cluster.UntilPodsAsync("web", p => p.Count == 0);
        await cluster.UntilAsync(ResourceTypes.Deployments, "web", d => d is null);
        Assert.Empty((await cluster.Client.ListAsync(ResourceTypes.ReplicaSets, "default", cancellationToken: TestContext.Current.CancellationToken)).Items);
    }

    [Fact]
    public async Task Orphaned_pods_stay()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await cluster.DeployAsync("web", "web:v1", 1);
        await cluster.UntilReadyAsync("web");
        await cluster.Client.DeleteAsync(
            ResourceTypes.Deployments, "default", "web", new JsonObject { ["propagationPolicy"] = "Orphan" }, TestContext.Current.CancellationToken);
        await cluster.UntilAsync(ResourceTypes.Deployments, "web", d => d is null);
        var set = Assert.Single(
            (await cluster.Client.ListAsync(ResourceTypes.ReplicaSets, "default", cancellationToken: TestContext.Current.CancellationToken)).Items);
        Assert.Empty(set.Owners());
        await cluster.UntilPodsAsync("web", p => p.Count == 1 && p[0].IsReady());
    }

    [Fact]
    public async Task A_namespace_goes_when_everything_in_it_is_gone()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await cluster.Client.CreateAsync(
            ResourceTypes.Namespaces,
            Controllers.Objects.Parse("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop"),
            cancellationToken: TestContext.Current.CancellationToken);
        await cluster.UntilAsync(ResourceTypes.ServiceAccounts, "default", a => a is not null, "shop");
        var deployment = Controllers.Objects.Deployment(1);
        deployment["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "shop" };
        await cluster.Client.CreateAsync(ResourceTypes.Deployments, deployment, cancellationToken: TestContext.Current.CancellationToken);
        await cluster.UntilAsync(ResourceTypes.Deployments, "web", d => d.LongAt("status", "availableReplicas") == 1, "shop");
        await cluster.Client.DeleteAsync(ResourceTypes.Namespaces, null, "shop", cancellationToken: TestContext.Current.CancellationToken);
        await TestCluster.AwaitAsync(async () => await cluster.Client.GetAsync(ResourceTypes.Namespaces, null, "shop") is null, () => "still there");
    }

    [Fact]
    public async Task A_claim_is_bound_at_once_and_protected_while_used()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await cluster.CreateAsync(ResourceTypes.PersistentVolumeClaims, """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: data
            spec:
              accessModes: [ReadWriteOnce]
              resources:
                requests:
                  storage: 1Gi
            """.Replace("[ReadWriteOnce]", "\n  - ReadWriteOnce", StringComparison.Ordinal));
        var claim = await cluster.UntilAsync(ResourceTypes.PersistentVolumeClaims, "data", c => c.StringAt("status", "phase") == "Bound");
        Assert.Equal("1Gi", claim.StringAt("status", "capacity", "storage"));
        var pod = Controllers.Objects.Pod("user");
        pod["metadata"] = new JsonObject { ["name"] = "user", ["namespace"] = "default", ["labels"] = new JsonObject { ["app"] = "user" } };
        pod.Remove("status");
        pod["spec"]!.AsObject().Remove("nodeName");
        pod["spec"]!["volumes"] = new JsonArray(new JsonObject { ["name"] = "d", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = "data" } });
        await cluster.Client.CreateAsync(ResourceTypes.Pods, pod, cancellationToken: TestContext.Current.CancellationToken);
        await cluster.UntilPodsAsync("user", p => p.Count == 1 && p[0].IsReady());
        await cluster.Client.DeleteAsync(ResourceTypes.PersistentVolumeClaims, "default", "data", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True((await cluster.UntilAsync(ResourceTypes.PersistentVolumeClaims, "data", c => c is not null))!.IsTerminating());
        await cluster.Client.DeleteAsync(ResourceTypes.Pods, "default", "user", cancellationToken: TestContext.Current.CancellationToken);
        await cluster.UntilAsync(ResourceTypes.PersistentVolumeClaims, "data", c => c is null);
    }
}
