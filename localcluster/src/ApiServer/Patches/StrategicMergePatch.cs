using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Patches;

/// <summary>
/// Strategic merge patch (<c>k8s.io/apimachinery/pkg/util/strategicpatch</c>): a merge patch that knows which lists merge by key,
/// with the directives <c>$patch</c>, <c>$retainKeys</c>, <c>$deleteFromPrimitiveList</c> and <c>$setElementOrder</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeletePrefix = "$deleteFromPrimitiveList/";
    private const string OrderPrefix = "$setElementOrder/";

    /// <exception cref="FormatException">The patch is malformed; the message is the server's.</exception>
    public static JsonObject Apply(JsonObject original, JsonObject patch, Schema schema)
    {
        if (patch.StringAt(Directive) is { } directive)
        {
            switch (directive)
            {
                case "replace":
                    var replacement = patch.Clone();
                    replacement.Remove(Directive);
                    return replacement;
                case "delete":
                    return [];
                case "merge":
                    break;
                default:
                    throw new FormatException($"unknown patch type: {directive} in map: {GoMap(patch)}");
            }
        }

        var result = original.Clone();
        if (patch.ArrayAt(RetainKeys) is { } retained)
        {
            var keep = retained.Strings().ToHashSet(StringComparer.Ordinal);
            foreach (var key in result.Select(p => p.Key).Where(k => !keep.Contains(k)).ToList())
                result.Remove(key);
        }

        foreach (var (key, change) in patch)
        {
            if (key is Directive or RetainKeys || key.StartsWith(OrderPrefix, StringComparison.Ordinal))
                continue;
            if (key.StartsWith(DeletePrefix, StringComparison.Ordinal))
                DeleteFromPrimitives(result, key[DeletePrefix.Length..], change as JsonArray);
            else
                ApplyField(result, key, change, schema.Child(key));
        }

        foreach (var (key, order) in patch)
        {
            if (key.StartsWith(OrderPrefix, StringComparison.Ordinal) && order is JsonArray wanted)
                Reorder(result, original, key[OrderPrefix.Length..], wanted, schema.Child(key[OrderPrefix.Length..]));
        }

        return result;
    }

    private static void ApplyField(JsonObject result, string key, JsonNode? change, Schema? schema)
    {
        switch (change)
        {
            case null:
                result.Remove(key);
                break;
            case JsonObject nested when schema is not { PreserveUnknown: true }:
                result[key] = Apply(result[key] as JsonObject ?? [], nested, schema ?? new Schema());
                break;
            case JsonArray list when schema?.MergeKey is { } mergeKey:
                var present = result[key] as JsonArray ?? [];
                result[key] = Ordered(MergeList(present, list, mergeKey, schema.Items!), present, list, item => item.At(mergeKey));
                break;
            case JsonArray list when schema is { MergesValues: true }:
                var values = result[key] as JsonArray ?? [];
                var added = list.Where(item => !values.Any(v => v.DeepEqual(item)));
                result[key] = new JsonArray([.. added.Concat(values).Select(item => item?.DeepClone())]);
                break;
            default:
                result[key] = change.DeepClone();
                break;
        }
    }

    private static JsonArray MergeList(JsonArray original, JsonArray patch, string mergeKey, Schema items)
    {
        if (patch.Objects().Any(p => p.StringAt(Directive) == "replace" && !p.ContainsKey(mergeKey)))
            return [.. patch.Objects().Where(p => p.StringAt(Directive) is null).Select(p => p.DeepClone())];
        var result = (JsonArray)original.DeepClone();
        foreach (var change in patch)
        {
            if (change is not JsonObject item)
                throw new FormatException($"expected to be able to merge a list of maps, but got {change?.ToJsonString()}");
            var directive = item.StringAt(Directive);
            if (directive is not (null or "delete" or "replace" or "merge"))
                throw new FormatException($"unknown patch type: {directive} in map: {GoMap(item)}");
            if (item[mergeKey] is not { } key)
                throw new FormatException($"map: {GoMap(item)} does not contain declared merge key: {mergeKey}");
            var index = IndexOf(result, mergeKey, key);
            var content = item.Clone();
            content.Remove(Directive);
            switch (directive)
            {
                case "delete":
                    for (; index >= 0; index = IndexOf(result, mergeKey, key))
                        result.RemoveAt(index);
                    break;
                case "replace" when index >= 0:
                    result[index] = content;
                    break;
                default:
                    if (index >= 0)
                        result[index] = Apply((JsonObject)result[index]!, content, items);
                    else
                        result.Add((JsonNode)Apply([], content, items));
                    break;
            }
        }

        return result;
    }

    /// <summary>A map as Go prints it: keys in order.</summary>
    internal static string GoMap(JsonNode? node) => node switch
    {
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{GoMap(p.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(GoMap))}]",
        null => "<nil>",
        _ => node.AsString() ?? node.ToJsonString(),
    };

    private static int IndexOf(JsonArray list, string mergeKey, JsonNode key)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].At(mergeKey).DeepEqual(key))
                return i;
        }

        return -1;
    }

    private static void DeleteFromPrimitives(JsonObject result, string field, JsonArray? values)
    {
        if (result[field] is not JsonArray list || values is null)
            return;
        result[field] = new JsonArray([.. list.Where(item => !values.Any(v => v.DeepEqual(item))).Select(item => item?.DeepClone())]);
    }

    /// <summary>Sorts the items that an explicit order names.</summary>
    private static void Reorder(JsonObject result, JsonObject original, string field, JsonArray order, Schema? schema)
    {
        if (result[field] is JsonArray list)
            result[field] = Ordered(
                list, original[field] as JsonArray ?? [], order, item => schema?.MergeKey is { } key && item is JsonObject ? item.At(key) : item);
    }

    /// <summary>
    /// The order of a merged list: the items that the patch names in its order, the server's own in theirs; where the two meet, an item of
    /// the server comes first only if it stood before the other already.
    /// </summary>
    private static JsonArray Ordered(JsonArray merged, JsonArray before, JsonArray order, Func<JsonNode?, JsonNode?> keyOf)
    {
        int IndexIn(JsonArray list, JsonNode? item)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (keyOf(list[i]).DeepEqual(keyOf(item)))
                    return i;
            }

            return -1;
        }

        var named = new Queue<JsonNode?>(merged.Where(i => IndexIn(order, i) >= 0).OrderBy(i => IndexIn(order, i)));
        var others = new Queue<JsonNode?>(merged.Where(i => IndexIn(order, i) < 0));
        var sorted = new JsonArray();
        while (named.Count + others.Count > 0)
        {
            var takeOther =
                named.Count == 0
                || (
                    others.Count > 0 && IndexIn(before, named.Peek()) is >= 0 and var place && IndexIn(before, others.Peek()) is >= 0 and var own && own < place
                );
            sorted.Add((takeOther ? others : named).Dequeue()?.DeepClone());
        }

        return sorted;
    }
}
