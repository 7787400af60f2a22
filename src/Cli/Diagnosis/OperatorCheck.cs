using System.Globalization;
using System.Text.Json.Nodes;

namespace October.Cli.Diagnosis;

/// <summary>Whether an operator is at work: one leads, or needs no Lease, and no app has waited for it for long. Pure.</summary>
internal static class OperatorCheck
{
    private const string Install = "kubectl apply -k config/default";
    private const string SeeLog = "see its log: kubectl logs -n october-system deploy/october-operator, or .october/operator.log of october up";
    private static readonly TimeSpan MaxLeaseAge = TimeSpan.FromSeconds(60);

    /// <summary>Longer than the longest pause between two reconciles of a change.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(1);

    /// <summary>Judges the operator's Lease, if there is one, and all apps.</summary>
    public static Finding Of(JsonNode? lease, IReadOnlyList<JsonNode> apps, DateTimeOffset now)
    {
        var leader = Time(lease?["spec"]?["renewTime"]) is { } renewed && now - renewed < MaxLeaseAge ? (string?)lease!["spec"]!["holderIdentity"] : null;
        var waiting = apps.Where(IsBehind).ToList();
        var stuck = waiting.Where(app => now - ChangedAt(app) > StuckAfter).ToList();
        if (stuck is [var first, ..])
        {
            var what = $"{stuck.Count} of {apps.Count} apps have not been reconciled since they were changed, {Name(first)} for {Span(now - ChangedAt(first))}";
            return leader is null
                ? new Finding(Verdict.Missing, $"no operator leads, and {what}", $"{Install}; then {SeeLog}")
                : new Finding(Verdict.Missing, $"operator {leader} leads and is stuck: {what}", SeeLog);
        }

        if (leader is not null)
            return new Finding(Verdict.Good, $"operator {leader} leads");
        return apps.Count > 0
            ? new Finding(Verdict.Good, "an operator has reconciled every app (without leader election)")
            : new Finding(Verdict.Missing, "no operator leads", Install);
    }

    private static bool IsBehind(JsonNode app) => (long?)app["status"]?["observedGeneration"] != (long?)app["metadata"]?["generation"];

    /// <summary>The last write that was not of the status.</summary>
    private static DateTimeOffset ChangedAt(JsonNode app) => ((app["metadata"]?["managedFields"] as JsonArray) ?? [])
        .Where(entry => entry?["subresource"] is null)
        .Select(entry => Time(entry?["time"]))
        .Append(Time(app["metadata"]?["creationTimestamp"]))
        .Max() ?? DateTimeOffset.MinValue;

    private static string Name(JsonNode app) => $"{(string?)app["metadata"]?["namespace"]}/{(string?)app["metadata"]?["name"]}";

    private static string Span(TimeSpan span) => span < TimeSpan.FromHours(1) ? $"{span.TotalMinutes:0} min" : $"{span.TotalHours:0} h";

    private static DateTimeOffset? Time(JsonNode? node) =>
        DateTimeOffset.TryParse((string?)node, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
