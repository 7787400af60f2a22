using System.Text.Json.Nodes;

namespace October.Operator.Rollout;

/// <summary>
/// What of a status only says how far pods have come: counts, and what follows from them. Nothing is decided on it, so while pods become ready one
/// after another it need not be told of each.
/// </summary>
internal static class Progress
{
    /// <summary>How often it is told.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The two say the same but for progress.</summary>
    public static bool IsAll(JsonNode one, JsonNode other) => JsonNode.DeepEquals(Decided(one), Decided(other));

    private static JsonObject Decided(JsonNode status)
    {
        var decided = (JsonObject)status.DeepClone();
        decided.Remove("components");
        (decided["revisions"] as JsonObject)?.Remove("current");
        foreach (var condition in decided["conditions"] as JsonArray ?? [])
        {
            if ((string?)condition!["type"] == Crd.Status.ConditionTypes.Available)
                ((JsonObject)condition).Remove("message");
        }

        return decided;
    }
}
