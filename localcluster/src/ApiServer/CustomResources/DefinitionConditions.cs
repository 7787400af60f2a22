using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Conditions of a status: one entry per type; the transition time moves only with the status.</summary>
internal static class DefinitionConditions
{
    public static void Set(JsonObject value, string type, string status, string reason, string message, string now)
    {
        var holder = value.Ensure("status");
        if (holder["conditions"] is not JsonArray conditions)
            holder["conditions"] = conditions = [];
        var existing = conditions.Objects().FirstOrDefault(c => c.StringAt("type") == type);
        var since = existing?.StringAt("status") == status ? existing.StringAt("lastTransitionTime") ?? now : now;
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = since,
            ["reason"] = reason,
            ["message"] = message,
        };
        if (existing is null)
            conditions.Add((JsonNode)condition);
        else
            conditions[conditions.IndexOf(existing)] = condition;
    }
}
