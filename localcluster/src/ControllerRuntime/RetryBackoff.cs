using October.Common.Queues;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>How long a controller waits before it tries a key again that failed.</summary>
internal static class RetryBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The backoff of one key. Without jitter: the clock of a test or benchmark then gives the same run every time.</summary>
    public static Backoff Make() => new(First, Longest, () => 1);
}
