using Microsoft.Extensions.Time.Testing;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

public sealed class SteadyStateTests
{
    [Fact]
    public async Task With_nothing_to_do_the_cluster_writes_nothing_for_ten_minutes()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
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
        await cluster.UntilReadyAsync("web", 2);
        var before = "";
        // Settled is when three looks in a row see the same version.
        var same = 0;
        await TestCluster.AwaitAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                var now = await VersionAsync(cluster);
                same = now == before ? same + 1 : 0;
                before = now;
                return same >= 10;
            },
            () => before);
        for (var minute = 0; minute < 10; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(before, await VersionAsync(cluster));
        }
    }

    private static async Task<string> VersionAsync(TestCluster cluster) =>
        (await cluster.Client.ListAsync(ResourceTypes.Pods, cancellationToken: TestContext.Current.CancellationToken)).ResourceVersion;
}
