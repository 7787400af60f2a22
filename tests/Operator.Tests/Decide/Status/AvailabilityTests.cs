using October.Operator.Decide.Rollout;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

public sealed class AvailabilityTests
{
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0, true, true)]
    [InlineData(1, false, true)]
    public void A_component_without_pods_serves_only_where_none_are_wanted(int available, bool wantsNone, bool isServing)
    {
        var worker = Snapshots.Running("v1") with { Desired = 0, Total = 0, Updated = 0, Available = available, WantsNone = wantsNone };
        Assert.Equal(isServing, Availability.IsServing(Snapshots.Observe() with { Worker = worker }));
    }

    [Fact]
    public void What_is_missing_says_that_somebody_scaled_it_to_zero()
    {
        var worker = Snapshots.Running("v1") with { Desired = 0, Total = 0, Updated = 0, Available = 0 };
        Assert.Equal("worker has no available pod (its Deployment has 0 replicas)", Availability.Missing(Snapshots.Observe() with { Worker = worker }));
    }

    [Fact]
    public void An_external_redis_is_not_missed() => Assert.True(Availability.IsServing(Snapshots.Observe() with { Redis = ComponentHealth.Elsewhere }));
}
