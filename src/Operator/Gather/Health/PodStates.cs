using k8s.Models;

namespace October.Operator.Gather.Health;

/// <summary>What the kubelet says of a pod and its containers, in one place for all that ask.</summary>
internal static class PodStates
{
    /// <summary>The kubelet starts a container that has run for so long at once when it ends (<c>kuberuntime_manager</c>, twice the longest backoff).</summary>
    private static readonly TimeSpan BackoffReset = TimeSpan.FromMinutes(10);

    /// <summary>How long a pod may be without a node, its configuration or its containers before that counts: what it needs may be on its way.</summary>
    public static TimeSpan UsualStart { get; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Its containers may run, or be started. One that was evicted, or lost with its node, has ended for good and yet may be there for days
    /// (kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle, "Pod phase").
    /// </summary>
    public static bool MayRun(this V1Pod pod) => pod.Status?.Phase is not ("Succeeded" or "Failed");

    /// <summary>The kubelet of its node has taken it.</summary>
    public static bool IsOnNode(this V1Pod pod) => pod.Status?.StartTime is not null;

    /// <summary>It has been on its node for longer than a start takes, but for its image.</summary>
    public static bool IsLate(this V1Pod pod, DateTimeOffset now) => now.UtcDateTime - pod.Status?.StartTime?.ToUniversalTime() > UsualStart;

    /// <summary>
    /// It failed and is held back before its next start. From 1.36 on, such a container stays terminated and says CrashLoopBackOff only when its turn comes,
    /// ten seconds later or more.
    /// </summary>
    public static bool IsCrashing(this V1ContainerStatus container) => container.State switch
    {
        { Waiting.Reason: "CrashLoopBackOff" } => true,
        { Terminated: { ExitCode: not 0 } ended } => container.RestartCount > 0 && !(ended.FinishedAt - ended.StartedAt >= BackoffReset),
        _ => false,
    };
}
