namespace October.LocalCluster.Node.Pods;

public sealed class RestartBackoffTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_restart_is_immediate_then_ten_seconds_double_up_to_five_minutes()
    {
        var (backoff, now) = (default(RestartBackoff), Start);
        var delays = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            (var delay, backoff) = backoff.Fail(now);
            now += delay;
            delays.Add(delay.TotalSeconds);
        }

        Assert.Equal([0, 10, 20, 40, 80, 160, 300, 300], delays);
    }

    [Fact]
    public void Ten_quiet_minutes_are_forgiven()
    {
        var (_, backoff) = default(RestartBackoff).Fail(Start);
        (_, backoff) = backoff.Fail(Start);
        Assert.Equal(TimeSpan.FromSeconds(20), backoff.Fail(Start.AddMinutes(10)).Delay);
        Assert.Equal(TimeSpan.Zero, backoff.Fail(Start.AddMinutes(10.1)).Delay);
    }

    [Fact]
    public void What_the_node_ends_itself_starts_again_at_once_twice_and_then_backs_off_when_the_one_before_ended_just_now()
    {
        var backoff = default(RestartBackoff);
        (var first, backoff) = backoff.Replace(Start, null);
        (var second, backoff) = backoff.Replace(Start.AddSeconds(3), Start);
        var third = backoff.Replace(Start.AddSeconds(6), Start.AddSeconds(3)).Delay;

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(10)), (first, second, third));
        Assert.Equal(TimeSpan.Zero, backoff.Replace(Start.AddSeconds(20), Start.AddSeconds(3)).Delay);
    }
}
