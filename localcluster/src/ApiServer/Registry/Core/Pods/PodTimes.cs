using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>Times in a pod's status that the API always names, as null while they are not known (<c>metav1.Time</c> without omitempty).</summary>
internal static class PodTimes
{
    public static void Default(JsonObject? status)
    {
        if (status is null)
            return;
        foreach (var condition in status.ArrayAt("conditions").Objects())
            Name(condition, "lastProbeTime", "lastTransitionTime");
        foreach (var list in (string[])["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"])
        {
            foreach (var container in status.ArrayAt(list).Objects())
            {
                State(container.ObjectAt("state"));
                State(container.ObjectAt("lastState"));
            }
        }
    }

    private static void State(JsonObject? state)
    {
        Name(state.ObjectAt("running"), "startedAt");
        Name(state.ObjectAt("terminated"), "startedAt", "finishedAt");
    }

    private static void Name(JsonObject? owner, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (owner is not null && !owner.ContainsKey(field))
                owner[field] = null;
        }
    }
}
