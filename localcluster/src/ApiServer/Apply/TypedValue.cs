using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Apply;

/// <summary>Operations on values by their schema, as structured-merge-diff's typed values: what owns what, and how two values merge.</summary>
internal static class TypedValue
{
    /// <summary>Stands for everything the schema does not describe: objects merge by key, lists are atomic.</summary>
    private static readonly Schema Deduced = new() { PreserveUnknown = true };

    /// <summary>The paths that applying this value claims.</summary>
    public static FieldSet ToFieldSet(JsonNode? value, Schema schema)
    {
        switch (value)
        {
            case JsonObject map when !schema.AtomicMap:
                return FieldSet.Create(false, map.Select(f =>
                {
                    var set = ToFieldSet(f.Value, ChildOf(schema, f.Key));
                    var self = f.Value is null or JsonObject { Count: 0 } || !schema.Properties.ContainsKey(f.Key);
                    return KeyValuePair.Create(PathElement.Field(f.Key), self ? set.Union(FieldSet.Leaf) : set);
                }));
            case JsonArray list when IsAssociative(schema):
                return FieldSet.Create(false, Elements(list, schema).Select(e =>
                    KeyValuePair.Create(e.Element, ToFieldSet(e.Item, schema.Items!).Union(FieldSet.Leaf))));
            default:
                return FieldSet.Leaf;
        }
    }

    /// <summary>What changed from one value to another.</summary>
    public static Comparison Compare(JsonNode? left, JsonNode? right, Schema schema)
    {
        if (left is JsonObject or null && right is JsonObject or null && !schema.AtomicMap && (HasContent(left) || HasContent(right)))
            return CompareMaps(left as JsonObject ?? [], right as JsonObject ?? [], schema);
        if (IsAssociative(schema) && left is JsonArray or null && right is JsonArray or null && (HasContent(left) || HasContent(right)))
            return CompareLists(Index(left as JsonArray, schema), Index(right as JsonArray, schema), schema.Items!);
        return left.DeepEqual(right) ? Comparison.None : new Comparison(FieldSet.Empty, FieldSet.Leaf, FieldSet.Empty);
    }

    /// <summary>The live value with the configuration's merged over it.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? config, Schema schema)
    {
        if (config is JsonObject configMap && live is JsonObject liveMap && !schema.AtomicMap)
        {
            var result = new JsonObject();
            foreach (var (key, value) in liveMap)
                result[key] = configMap.TryGetPropertyValue(key, out var wanted) ? Merge(value, wanted, ChildOf(schema, key)) : value?.DeepClone();
            foreach (var (key, value) in configMap)
            {
                if (!liveMap.ContainsKey(key))
                    result[key] = value?.DeepClone();
            }

            return result;
        }

        return config is JsonArray configList && live is JsonArray liveList && IsAssociative(schema)
            ? ListMerge.Merge(liveList, configList, schema)
            : config?.DeepClone();
    }

    /// <summary>The value without the given paths.</summary>
    public static JsonNode? RemoveItems(JsonNode? value, FieldSet remove, Schema schema)
    {
        switch (value)
        {
            case JsonObject map when !schema.AtomicMap:
                var result = new JsonObject();
                foreach (var (key, child) in map)
                {
                    var part = remove.Child(PathElement.Field(key));
                    if (part.IsMember)
                        continue;
                    var kept = part.IsEmpty ? child?.DeepClone() : RemoveItems(child, part, ChildOf(schema, key));
                    if (kept is not null || child is null)
                        result[key] = kept;
                }

                return result.Count == 0 && map.Count > 0 ? null : result;
            case JsonArray list when IsAssociative(schema):
                var items = new JsonArray();
                foreach (var (element, item) in Elements(list, schema))
                {
                    var part = remove.Child(element);
                    if (!part.IsMember)
                        items.Add(part.IsEmpty ? item?.DeepClone() : RemoveItems(item, part, schema.Items!));
                }

                return items.Count == 0 ? null : items;
            default:
                return value?.DeepClone();
        }
    }

    /// <summary>The set with every declared field on the way to a member made a member itself.</summary>
    public static FieldSet EnsureNamedFieldsAreMembers(FieldSet set, Schema schema) => FieldSet.Create(set.IsMember, set.Children.Select(c =>
    {
        var childSchema = c.Key[0] == 'f' ? ChildOf(schema, c.Key[2..]) : schema.Items ?? Deduced;
        var child = EnsureNamedFieldsAreMembers(c.Value, childSchema);
        return KeyValuePair.Create(c.Key, c.Key[0] == 'f' && schema.Properties.ContainsKey(c.Key[2..]) ? child.Union(FieldSet.Leaf) : child);
    }));

    public static bool IsAssociative(Schema schema) => schema.IsMapList || schema.IsSetList;

    public static Schema ChildOf(Schema schema, string key) => schema.Child(key) ?? Deduced;

    /// <summary>The items with their elements.</summary>
    public static IEnumerable<(string Element, JsonNode? Item)> Elements(JsonArray list, Schema schema) =>
        list.Select(item => (PathElement.Item(item, schema), item));

    private static Comparison CompareMaps(JsonObject left, JsonObject right, Schema schema)
    {
        // Most of what is compared is the same, and costs no path.
        var changes = new ComparisonBuilder();
        foreach (var (key, before) in left)
        {
            var child = ChildOf(schema, key);
            if (!right.TryGetPropertyValue(key, out var after))
                changes.Removed(PathElement.Field(key), All(before, child));
            else if (Compare(before, after, child) is { IsEmpty: false } inner)
                changes.Changed(PathElement.Field(key), inner);
        }

        foreach (var (key, after) in right)
        {
            if (!left.ContainsKey(key))
                changes.Added(PathElement.Field(key), All(after, ChildOf(schema, key)));
        }

        return changes.Build();
    }

    private static Comparison CompareLists(Dictionary<string, JsonNode?> left, Dictionary<string, JsonNode?> right, Schema items)
    {
        var changes = new ComparisonBuilder();
        foreach (var (element, before) in left)
        {
            if (!right.TryGetValue(element, out var after))
                changes.Removed(element, All(before, items));
            else if (Compare(before, after, items) is { IsEmpty: false } inner)
                changes.Changed(element, inner);
        }

        foreach (var (element, after) in right)
        {
            if (!left.ContainsKey(element))
                changes.Added(element, All(after, items));
        }

        return changes.Build();
    }

    /// <summary>The path of a value and of everything in it.</summary>
    private static FieldSet All(JsonNode? value, Schema schema) => value switch
    {
        JsonObject { Count: > 0 } map when !schema.AtomicMap =>
            FieldSet.Create(true, map.Select(f => KeyValuePair.Create(PathElement.Field(f.Key), All(f.Value, ChildOf(schema, f.Key))))),
        JsonArray { Count: > 0 } list when IsAssociative(schema) =>
            FieldSet.Create(true, Index(list, schema).Select(e => KeyValuePair.Create(e.Key, All(e.Value, schema.Items!)))),
        _ => FieldSet.Leaf,
    };

    private static Dictionary<string, JsonNode?> Index(JsonArray? list, Schema schema)
    {
        var result = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (element, item) in list is null ? [] : Elements(list, schema))
            result[element] = item;
        return result;
    }

    private static bool HasContent(JsonNode? node) => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };
}
