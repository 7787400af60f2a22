namespace October.LocalCluster.Node.Containers;

/// <summary>Whether a node holds containers to their limits, and how, or why not.</summary>
/// <param name="Enforced">All of them.</param>
/// <param name="Reason">One word for a condition.</param>
/// <param name="Message">For people.</param>
internal sealed record LimitEnforcement(bool Enforced, string Reason, string Message)
{
    /// <summary>A script uses nothing.</summary>
    public static LimitEnforcement Simulated { get; } = new(false, "Simulated", "limits of cpu and memory are not enforced: containers are simulated");

    public static LimitEnforcement NotConfined(string why) =>
        new(false, "ProcessesNotConfined", $"limits of cpu and memory are not enforced: containers are plain processes of this user, as {why}");

    public static LimitEnforcement ByControlGroups(int version) =>
        new(true, "ControlGroups", $"limits of cpu and memory are enforced by control groups (version {version})");
}
