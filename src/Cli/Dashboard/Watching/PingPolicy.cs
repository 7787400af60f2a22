namespace October.Cli.Dashboard.Watching;

/// <summary>How often the API server is pinged, and how long its answer may take.</summary>
internal sealed record PingPolicy(TimeSpan Interval, TimeSpan Timeout)
{
    public static PingPolicy Default { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
}
