using October.Crd.Status;

namespace October.Operator.Decide.Rollout;

/// <summary>The kstatus algorithm (cli-utils): what Flux and Helm conclude from a resource.</summary>
internal static class KStatus
{
    public static string Of(V1OctoberAppStatus? status, long generation)
    {
        if (status?.ObservedGeneration is { } observed && observed != generation)
            return "InProgress";
        foreach (var condition in status?.Conditions ?? [])
        {
            if (condition is { Type: "Reconciling", Status: "True" })
                return "InProgress";
            if (condition is { Type: "Stalled", Status: "True" })
                return "Failed";
        }

        return status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready") is { Status: not "True" } ? "InProgress" : "Current";
    }
}
