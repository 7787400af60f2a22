using System.Text.Json.Nodes;

namespace October.Cli.Up;

/// <summary>What the pods of an app wait for, in words. Pure.</summary>
internal static class PodProgress
{
    /// <summary>The first pod that is not ready, and how many more there are; null when every pod is ready, or has ended for good.</summary>
    public static string? Of(JsonArray? pods)
    {
        var waiting = (pods ?? [])
            .OfType<JsonObject>().Where(pod => pod["metadata"]?["deletionTimestamp"] is null && !HasEnded(pod) && !Is(pod, "Ready")).ToList();
        return waiting is [var first, ..]
            ? $"{(string?)first["metadata"]?["name"]} {Wait(first)}{(waiting.Count > 1 ? $", and {waiting.Count - 1} more" : "")}"
            : null;
    }

    private static string Wait(JsonObject pod)
    {
        if (Condition(pod, "PodScheduled") is { } scheduled && (string?)scheduled["status"] != "True")
            return $"waits for a node: {(string?)scheduled["message"]}";
        var state = (pod["status"]?["containerStatuses"] as JsonArray)?.FirstOrDefault()?["state"];
        if (state?["running"] is not null)
            return "has been started and does not answer yet (the first start of a program is its slowest)";
        if (state?["terminated"] is { } ended)
            return $"has ended with code {ended["exitCode"]}";
        return (string?)state?["waiting"]?["reason"] switch
        {
            null or "ContainerCreating" or "PodInitializing" => "is being created",
            "ErrImagePull" or "ImagePullBackOff" => $"cannot pull its image: {(string?)state["waiting"]!["message"]}",
            "CrashLoopBackOff" => "has ended and is started again after a pause",
            var reason => $"waits: {reason} {(string?)state["waiting"]!["message"]}".TrimEnd(),
        };
    }

    private static bool HasEnded(JsonObject pod) => (string?)pod["status"]?["phase"] is "Succeeded" or "Failed";

    private static bool Is(JsonObject pod, string type) => (string?)Condition(pod, type)?["status"] == "True";

    private static JsonNode? Condition(JsonObject pod, string type) =>
        (pod["status"]?["conditions"] as JsonArray)?.FirstOrDefault(condition => (string?)condition?["type"] == type);
}
