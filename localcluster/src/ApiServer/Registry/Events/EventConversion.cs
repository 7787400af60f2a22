using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Registry.Events;

/// <summary>Events are stored as core/v1; events.k8s.io/v1 shows the same object under other names.</summary>
internal sealed class EventConversion : IStorageConversion
{
    private static readonly (string Core, string New)[] Names =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    private readonly ConditionalWeakTable<JsonObject, JsonObject> _converted = [];

    public JsonObject FromStorage(JsonObject stored) => _converted.GetValue(stored, value => Rename(value, "events.k8s.io/v1", toCore: false));

    public JsonObject ToStorage(JsonObject served) => Rename(served, "v1", toCore: true);

    private static JsonObject Rename(JsonObject value, string apiVersion, bool toCore)
    {
        var result = new JsonObject();
        foreach (var (key, child) in value)
        {
            // Required there, left out when empty here.
            if (!toCore && key is "reportingComponent" or "reportingInstance" && child?.ToString() is "")
                continue;
            var name = toCore
                ? Array.Find(Names, n => n.New == key).Core ?? key
                : Array.Find(Names, n => n.Core == key).New ?? key;
            result[name] = child?.DeepClone();
        }

        result["apiVersion"] = apiVersion;
        return result;
    }
}
