using October.Crd.Status;

namespace October.Operator.Decide.Rollout.Model;

public sealed class RetryPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(30, 1, 30)]
    [InlineData(30, 3, 120)]
    [InlineData(30, 20, 600)]
    [InlineData(8784 * 3600, 1, 600)]
    [InlineData(8784 * 3600, 20, 600)]
    public void A_retry_waits_twice_as_long_as_the_one_before_and_ten_minutes_at_most(int backoff, int attempts, int wait) =>
        Assert.Equal(
            Now.AddSeconds(wait), new RetryPolicy(20, TimeSpan.FromSeconds(backoff)).Next(new Failure(Reasons.Unschedulable, "no room"), attempts, Now));
}
