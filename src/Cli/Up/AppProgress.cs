using System.Text.Json.Nodes;
using October.Common.Text;

namespace October.Cli.Up;

/// <summary>An app's progress, read from its status.</summary>
internal sealed record AppProgress(string Phase, string Message, string Components, string? Url, bool IsReady, bool IsFailed)
{
    /// <summary>The Secret with the key of the api's callers; null for none.</summary>
    public string? ApiKeySecret { get; init; }

    /// <summary>What the pods of a failed attempt said; null when nothing failed, or they said nothing.</summary>
    public string? Evidence { get; init; }

    /// <summary>Reads the resource; without a status the operator has not reconciled it yet.</summary>
    public static AppProgress Of(JsonNode? app)
    {
        var status = VisibleText.In(app?["status"]?.DeepClone());
        var observed = (long?)status?["observedGeneration"] == (long?)app?["metadata"]?["generation"];
        return new AppProgress(
            (string?)status?["phase"] ?? "Pending",
            (string?)status?["message"] ?? "Waiting for the operator",
            string.Join("  ", new[] { "redis", "worker", "api" }.Select(name => $"{name} {(string?)status?["components"]?[name]?["summary"] ?? "0/?"}")),
            (string?)status?["url"],
            observed && Is(status, "Ready"),
            observed && Is(status, "Stalled"))
        {
            ApiKeySecret = (string?)status?["apiKeySecret"],
            Evidence = (string?)status?["failed"]?["evidence"],
        };
    }

    /// <summary>Why the app is not Ready, for an error: what the pods said comes after it, as the cluster ends with the command.</summary>
    public string Failure(string ns, string name) => $"{ns}/{name} is {Phase}: {Message}{(Evidence is null ? "" : $"; {Evidence}")}";

    private static bool Is(JsonNode? status, string type) =>
        (status?["conditions"] as JsonArray)?.Any(condition => (string?)condition!["type"] == type && (string?)condition["status"] == "True") == true;
}
