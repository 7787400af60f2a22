using System.Collections.Immutable;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.EndpointSlices;

/// <summary>
/// Since when the changes of a Service and its pods are known, so that a slice can say which change it follows
/// (<c>TriggerTimeTracker</c> in kubernetes/pkg/controller/util/endpoint). Times are RFC 3339 in UTC, whole seconds.
/// </summary>
/// <param name="Seen">What a slice contains about the pods, and the Service's version: changes of nothing else count.</param>
/// <param name="OfService">When the Service was made.</param>
/// <param name="OfPods">When each pod last became ready, or stopped to be, by name.</param>
internal sealed record TriggerTimeTracker(string Seen, string OfService, ImmutableDictionary<string, string> OfPods)
{
    /// <summary>The state after looking at a Service, and the time of the earliest change since; null when there is none that has a time.</summary>
    public static (TriggerTimeTracker Next, string? Trigger) After(TriggerTimeTracker? before, JsonObject service, IReadOnlyList<JsonObject> pods)
    {
        // A pod without an endpoint does not count yet: its first slice follows the state that it has by then.
        List<JsonObject> told = [.. pods.Where(EndpointSliceDecision.HasEndpoint)];
        var next = new TriggerTimeTracker(Fingerprint(service, told), service.StringAt("metadata", "creationTimestamp") ?? "", TimesOf(told));
        if (before is null)
            return (next, next.OfService);
        if (before.Seen == next.Seen)
            return (before, null);
        var changed = next.OfPods.Where(p => IsAfter(p.Value, before.OfPods.GetValueOrDefault(p.Key))).Select(p => p.Value).ToList();
        if (IsAfter(next.OfService, before.OfService))
            changed.Add(next.OfService);
        return (next, changed.Min(StringComparer.Ordinal));
    }

    private static bool IsAfter(string time, string? other) => string.CompareOrdinal(time, other ?? "") > 0;

    private static ImmutableDictionary<string, string> TimesOf(IReadOnlyList<JsonObject> pods) =>
        pods.Select(p =>
                (
                    Name: p.Name(),
                    Time: p.ArrayAt("status", "conditions").Objects().FirstOrDefault(c => c.StringAt("type") == "Ready").StringAt("lastTransitionTime")))
            .Where(p => p.Time is not null)
            .ToImmutableDictionary(p => p.Name, p => p.Time!, StringComparer.Ordinal);

    private static string Fingerprint(JsonObject service, IReadOnlyList<JsonObject> pods) =>
        string.Join(
            '\n',
            pods.Select(p => $"{p.Uid()} {p.Phase()} {p.IsReady()} {p.IsTerminating()} {p.StringAt("status", "podIP")} {p.StringAt("spec", "nodeName")}")
                .Prepend(service.ResourceVersion()));
}
