using October.Crd.Status;

namespace October.Operator.Decide.Rollout.Model;

/// <summary>Tells failures of the cluster, which may pass, from failures of the revision, which will not.</summary>
internal static class InfrastructureFailure
{
    /// <summary>What container runtimes and registries say when asking later may help.</summary>
    private static readonly string[] Passing =
    [
        "timeout", "timed out", "context deadline exceeded", "connection refused", "connection reset", "no route to host", "temporary failure",
        "server misbehaving", "TLS handshake", "too many requests", "toomanyrequests", "pull QPS exceeded", "429 Too Many", "500 Internal", "502 Bad",
        "503 Service", "504 Gateway", "unexpected EOF",
    ];

    /// <summary>True when the same revision may well succeed later.</summary>
    public static bool Is(Failure failure) => failure.Reason switch
    {
        Reasons.PodsReplaced or Reasons.Unschedulable or Reasons.QuotaExceeded or Reasons.Denied or Reasons.BackupFailed or Reasons.DependencyNotReady => true,
        Reasons.CreateFailed => failure.Message.Contains(RefusalReasons.QuotaNotCounted, StringComparison.Ordinal),
        Reasons.ImagePullFailed => Passing.Any(text => failure.Message.Contains(text, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    /// <summary>
    /// A pod waits for a node, or for its image on it. Of a revision that has run that says nothing: its image could be pulled before. An autoscaler of nodes
    /// takes minutes.
    /// </summary>
    public static bool IsOfNode(Failure failure) => failure.Reason is Reasons.Unschedulable or Reasons.ImagePullFailed;
}
