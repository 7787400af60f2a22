namespace October.LocalCluster.ControllerRuntime;

public sealed class RetryBackoffTests
{
    [Fact]
    public void It_doubles_from_five_milliseconds_to_thirty_seconds()
    {
        var backoff = RetryBackoff.Make();
        var pauses = Enumerable.Range(0, 15).Select(_ => backoff.Next().TotalMilliseconds).ToList();
        Assert.Equal([5, 10, 20], pauses[..3]);
        Assert.Equal([20480, 30000, 30000], pauses[12..]);
    }
}
