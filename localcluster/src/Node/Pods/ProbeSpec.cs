using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Pods;

/// <summary>The timing of a probe, with Kubernetes' defaults.</summary>
internal sealed record ProbeSpec(
    JsonObject Action, TimeSpan InitialDelay, TimeSpan Period, TimeSpan Timeout, int SuccessThreshold, int FailureThreshold, TimeSpan? TerminationGrace)
{
    public static ProbeSpec? Of(JsonObject container, string key)
    {
        if (container.ObjectAt(key) is not { } probe)
            return null;
        return new ProbeSpec(
            probe,
            TimeSpan.FromSeconds(probe.LongAt("initialDelaySeconds") ?? 0),
            TimeSpan.FromSeconds(Math.Max(1, probe.LongAt("periodSeconds") ?? 10)),
            TimeSpan.FromSeconds(Math.Max(1, probe.LongAt("timeoutSeconds") ?? 1)),
            (int)Math.Max(1, probe.LongAt("successThreshold") ?? 1),
            (int)Math.Max(1, probe.LongAt("failureThreshold") ?? 3),
            probe.LongAt("terminationGracePeriodSeconds") is { } grace ? TimeSpan.FromSeconds(grace) : null);
    }
}
