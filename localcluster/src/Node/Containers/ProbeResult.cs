namespace October.LocalCluster.Node.Containers;

/// <summary>The outcome of one probe; the message says what was wrong.</summary>
internal sealed record ProbeResult(bool Success, string Message)
{
    public static ProbeResult Ok { get; } = new(true, "");

    public static ProbeResult Failed(string message) => new(false, message);
}
