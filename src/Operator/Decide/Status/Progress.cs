using System.Text.Json.Nodes;
using October.Crd.Status;

namespace October.Operator.Decide.Status;

/// <summary>
/// What of a status only says how far pods have come: counts, and what follows from them. Nothing is decided on it, so while pods become ready one
/// after another not every step is written. (What a rollout remembers of its progress only moves its deadline: at worst by this interval.)
/// </summary>
internal static class Progress
{
    /// <summary>How often it is written.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wanted says nothing beyond what is known, but for progress. Being usable is progress; not to be any more is not.</summary>
    public static bool IsAll(JsonNode known, JsonNode wanted)
    {
        var usable = Available(wanted) is { } available && (string?)available["status"] == "True";
        return JsonNode.DeepEquals(Decided(known, usable), Decided(wanted, usable));
    }

    private static JsonObject Decided(JsonNode status, bool usable)
    {
        var decided = (JsonObject)status.DeepClone();
        decided.Remove("components");
        foreach (var field in new[] { "lastProgressTime", "progressedPods", "desiredPods", "deadline" })
            (decided["rollout"] as JsonObject)?.Remove(field);
        (decided["revisions"] as JsonObject)?.Remove("current");
        foreach (var field in usable ? ["status", "reason", "message", "lastTransitionTime"] : new[] { "message" })
            Available(decided)?.Remove(field);
        return decided;
    }

    private static JsonObject? Available(JsonNode status) =>
        (status["conditions"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(condition => (string?)condition["type"] == ConditionTypes.Available);
}
