namespace October.LocalCluster.Node.Pods;

/// <summary>
/// The kubelet's back-off: the first retry at once, then 10 s doubling to 5 min; reset when nothing failed for 10 min. A value; each
/// failure makes the next one.
/// </summary>
internal readonly record struct RestartBackoff(TimeSpan? Last, DateTimeOffset At)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait after a failure at <paramref name="now"/>, and the state after it.</summary>
    public (TimeSpan Delay, RestartBackoff Next) Fail(DateTimeOffset now)
    {
        if (Last is not { } last || now - At > ForgetAfter)
            return (TimeSpan.Zero, new RestartBackoff(TimeSpan.Zero, now));
        var delay = last == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(last.Ticks * 2, Max.Ticks));
        return (delay, new RestartBackoff(delay, now));
    }

    /// <summary>
    /// The same for a container that the kubelet ends itself: when it starts the next one it has not seen that end yet, and goes by the one before.
    /// </summary>
    public (TimeSpan Delay, RestartBackoff Next) Replace(DateTimeOffset now, DateTimeOffset? lastExit)
    {
        if (lastExit is not { } before)
            return (TimeSpan.Zero, this);
        var (delay, next) = Fail(now);
        return (now - before < delay ? delay : TimeSpan.Zero, next);
    }
}
