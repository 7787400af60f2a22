using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Testing;

namespace October.LocalCluster.Host;

public sealed class SteadyStateTests
{
    [Fact]
    public async Task With_nothing_to_do_the_cluster_writes_nothing_for_ten_minutes()
    {
        var time = new VirtualClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated, Time = time });
        await cluster.DeployAsync("web", "web:v1", 2);
        await cluster.CreateAsync(ResourceTypes.Services, """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
            spec:
              selector:
                app: web
              ports:
              - port: 80
            """);
        await cluster.CreateAsync(ResourceTypes.PodDisruptionBudgets, """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: web
            spec:
              minAvailable: 1
              selector:
                matchLabels:
                  app: web
            """);
        // Pods are started, become ready and are entered everywhere.
        await time.PassAsync(TimeSpan.FromMinutes(1));
        await cluster.UntilReadyAsync("web", 2);
        var before = await VersionAsync(cluster);

        await time.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(before, await VersionAsync(cluster));
    }

    private static async Task<string> VersionAsync(TestCluster cluster) =>
        (await cluster.Client.ListAsync(ResourceTypes.Pods, cancellationToken: TestContext.Current.CancellationToken)).ResourceVersion;
}
