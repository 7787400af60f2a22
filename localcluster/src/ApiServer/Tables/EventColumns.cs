using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns of events.</summary>
internal static class EventColumns
{
    private const string FieldPathDescription =
        "If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as " +
        "desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: " +
        "\"spec.containers{name}\" (where \"name\" refers to the name of the container that triggered the event) or if no container name is specified " +
        "\"spec.containers[2]\" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an "
            + "object.";

    public static IReadOnlyList<Column> All { get; } =
    [
        Text("Last Seen", "The time at which the most recent occurrence of this event was recorded.", LastSeen),
        Text("Type", "Type of this event (Normal, Warning), new types could be added in the future", o => o.StringAt("type") ?? ""),
        Text(
            "Reason",
            "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
            o => o.StringAt("reason") ?? ""),
        Text(
            "Object",
            "The object that this event is about.",
            o =>
                Regarding(o) is var r && r.StringAt("kind") is { Length: > 0 } kind
                    ? $"{kind.ToLowerInvariant()}/{r.StringAt("name")}"
                    : r.StringAt("name") ?? ""),
        Text("Subobject", FieldPathDescription, o => Regarding(o).StringAt("fieldPath") ?? "").Wide(),
        Text("Source", "The component reporting this event. Should be a short machine understandable string.", Source).Wide(),
        Text("Message", "A human-readable description of the status of this operation.", o => (o.StringAt("message") ?? o.StringAt("note") ?? "").Trim()),
        Text(
                "First Seen",
                "The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)",
                (o, now) => HumanDuration.Since(First(o), now))
            .Wide(),
        Number("Count", "string", "The number of times this event has occurred.", Count).Wide(),
        Name.Wide(),
    ];

    private static JsonObject? Regarding(JsonObject value) => value.ObjectAt("involvedObject") ?? value.ObjectAt("regarding");

    private static string? First(JsonObject value) =>
        value.StringAt("firstTimestamp") ?? value.StringAt("deprecatedFirstTimestamp") ?? value.StringAt("eventTime");

    private static string LastSeen(JsonObject value, DateTimeOffset now)
    {
        var last = value.StringAt("series", "lastObservedTime") ?? value.StringAt("lastTimestamp") ?? value.StringAt("deprecatedLastTimestamp") ?? First(value);
        return HumanDuration.Since(last, now);
    }

    private static long? Count(JsonObject value) => value.LongAt("series", "count") ?? value.LongAt("count") ?? value.LongAt("deprecatedCount") ?? 1;

    private static string Source(JsonObject value)
    {
        var source = value.ObjectAt("source") ?? value.ObjectAt("deprecatedSource");
        var component = source.StringAt("component") ?? value.StringAt("reportingComponent") ?? value.StringAt("reportingController") ?? "";
        var host = source.StringAt("host") ?? value.StringAt("reportingInstance") ?? "";
        return host.Length > 0 ? $"{component}, {host}" : component;
    }
}
