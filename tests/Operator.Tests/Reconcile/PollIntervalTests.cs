namespace October.Operator.Reconcile;

public sealed class PollIntervalTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 1)]
    [InlineData(60, 6)]
    [InlineData(300, 30)]
    [InlineData(366 * 86400, 30)]
    public void What_lasts_is_looked_at_ever_less_often(int lasted, int interval) =>
        Assert.Equal(
            TimeSpan.FromSeconds(interval),
            PollInterval.Of(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(lasted)));
}
