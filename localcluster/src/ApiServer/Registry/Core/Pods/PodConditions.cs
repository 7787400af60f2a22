using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Registry.Core.Pods;

/// <summary>The condition of a pod that binding sets.</summary>
internal static class PodConditions
{
    public static void SetScheduled(JsonObject pod, string now)
    {
        var status = pod.Ensure("status");
        if (status["conditions"] is not JsonArray conditions)
            status["conditions"] = conditions = [];
        var condition = new JsonObject { ["type"] = "PodScheduled", ["status"] = "True", ["lastProbeTime"] = null, ["lastTransitionTime"] = now };
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].StringAt("type") != "PodScheduled")
                continue;
            if (conditions[i].StringAt("status") == "True")
                condition["lastTransitionTime"] = conditions[i].At("lastTransitionTime")?.DeepClone();
            conditions[i] = condition;
            return;
        }

        conditions.Add((JsonNode)condition);
    }
}
