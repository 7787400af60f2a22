namespace October.Cli.Dashboard.Watching;

/// <summary>How an outage is noticed.</summary>
/// <param name="Interval">How often the API server is pinged.</param>
/// <param name="Timeout">How long its answer may take.</param>
/// <param name="Watch">How long a watch lasts: one whose connection hangs, while new connections do not, says nothing until it should have ended.</param>
internal sealed record PingPolicy(TimeSpan Interval, TimeSpan Timeout, TimeSpan Watch)
{
    public static PingPolicy Default { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
}
