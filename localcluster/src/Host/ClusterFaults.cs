using October.LocalCluster.ApiServer.Admission;

namespace October.LocalCluster.Host;

/// <summary>What happens on real clusters and not on this one by itself, for tests to try.</summary>
public sealed record ClusterFaults
{
    /// <summary>None of them.</summary>
    public static ClusterFaults None { get; } = new();

    /// <summary>
    /// How much later than the EndpointSlices the Service addresses and the ingress change. With a delay, a connection that goes to an endpoint that has
    /// ended is refused, and a pod without a <c>preStop</c> hook ends at once.
    /// </summary>
    public TimeSpan EndpointDelay { get; init; }

    /// <summary>Stands for a validating admission webhook.</summary>
    public AdmissionWebhook? Webhook { get; init; }

    /// <summary>The logs of a container's previous runs are gone, as after their rotation.</summary>
    public bool LosesPreviousLogs { get; init; }

    /// <summary>Volumes of the default StorageClass cannot grow.</summary>
    public bool VolumesAreFixed { get; init; }
}
