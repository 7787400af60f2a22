using CsCheck;

namespace October.LocalCluster.Controllers.Deployments;

public sealed class RollingUpdatePlanTests
{
    [Fact]
    public void A_rolling_update_never_exceeds_its_surge_or_its_unavailability_and_always_ends() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 1000]).Sample((replicas, surge, unavailable, seed) =>
        {
            if (surge == 0 && unavailable == 0)
                surge = 1;
            var settings = new DeploymentSettings(replicas, false, false, surge, Math.Min(unavailable, replicas), 0, 600, 10);
            var random = new Random(seed);
            var (old, oldAvailable, current, currentAvailable) = ((long)replicas, (long)replicas, 0L, 0L);
            for (var step = 0; step < 500; step++)
            {
                var oldView = View("old", old, oldAvailable);
                var currentView = View("new", current, currentAvailable);
                var size = RollingUpdatePlan.NewSize(settings, [oldView, currentView], current);
                if (size != current)
                {
                    current = size;
                }
                else
                {
                    var shrunk = RollingUpdatePlan.ShrinkOld(settings, currentView, [oldView])[0].Replicas;
                    // What is removed is taken from the unavailable ones first.
                    oldAvailable = Math.Min(oldAvailable, shrunk);
                    old = shrunk;
                }

                Assert.InRange(old + current, 0, replicas + surge);
                Assert.True(oldAvailable + currentAvailable >= replicas - settings.MaxUnavailable, $"{oldAvailable}+{currentAvailable}");
                // Pods of the new template become available one by one, when they like.
                if (currentAvailable < current && random.Next(2) == 0)
                    currentAvailable++;
                if (old == 0 && current == replicas && currentAvailable == replicas)
                    return;
            }

            Assert.Fail("The rollout did not end.");
        });

    [Fact]
    public void Broken_old_pods_go_before_healthy_ones()
    {
        var settings = new DeploymentSettings(4, false, false, 1, 1, 0, 600, 10);
        var shrunk = RollingUpdatePlan.ShrinkOld(settings, View("new", 1, 0), [View("broken", 2, 0), View("healthy", 3, 3)]);
        Assert.Equal([0L, 3L], shrunk.Select(r => r.Replicas));
    }

    internal static ReplicaSetView View(string name, long replicas, long available) => new(
        Objects.Parse($"""
            metadata:
              name: {name}
              creationTimestamp: 2026-01-01T10:00:00Z
            spec:
              replicas: {replicas}
            status:
              replicas: {replicas}
              availableReplicas: {available}
            """),
        replicas);
}
