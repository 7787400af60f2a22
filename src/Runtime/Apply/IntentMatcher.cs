using System.Text.Json.Nodes;

namespace October.Runtime.Apply;

/// <summary>Says whether a live object already is what an intent wants, so that the apply need not be sent (a no-op apply can still make an event).</summary>
internal static class IntentMatcher
{
    /// <summary>Keys by which lists of objects are merged in the kinds that we apply.</summary>
    private static readonly string[] MergeKeys = ["name", "uid", "mountPath", "containerPort", "port", "type", "key"];

    /// <summary>True when every field of the intent is in the live object with the same value; the stamp in the annotations covers what the intent no longer has.</summary>
    public static bool IsMet(JsonNode? intent, JsonNode? live) => intent switch
    {
        JsonObject map => live is JsonObject other && map.All(pair => IsMet(pair.Value, other[pair.Key])),
        JsonArray list => live is JsonArray other && ListIsMet(list, other),
        _ => JsonNode.DeepEquals(intent, live),
    };

    private static bool ListIsMet(JsonArray intent, JsonArray live)
    {
        var key = MergeKeys.FirstOrDefault(key => intent.Count > 0 && intent.All(item => item is JsonObject map && map.ContainsKey(key)));
        if (key is null)
            return intent.Count == live.Count && intent.Zip(live).All(pair => IsMet(pair.First, pair.Second));
        return intent.All(item => live.Any(other => other is JsonObject map && JsonNode.DeepEquals(map[key], item![key]) && IsMet(item, other)));
    }
}
