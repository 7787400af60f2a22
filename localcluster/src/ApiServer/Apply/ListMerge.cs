using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Apply;

/// <summary>Merges keyed lists: items of both sides meet by key; the configuration decides the order of shared items (structured-merge-diff).</summary>
internal static class ListMerge
{
    public static JsonArray Merge(JsonArray live, JsonArray config, Schema schema)
    {
        var lefts = TypedValue.Elements(live, schema).ToList();
        var rights = TypedValue.Elements(config, schema).ToList();
        var leftByElement = lefts.GroupBy(e => e.Element).ToDictionary(g => g.Key, g => g.First().Item, StringComparer.Ordinal);
        var rightElements = rights.Select(e => e.Element).ToHashSet(StringComparer.Ordinal);
        var shared = new Queue<string>(rights.Select(e => e.Element).Where(leftByElement.ContainsKey));
        var result = new JsonArray();
        var (left, right) = (0, 0);
        while (left < lefts.Count || right < rights.Count)
        {
            if (left < lefts.Count && right < rights.Count)
            {
                var element = lefts[left].Element;
                if (element == rights[right].Element)
                {
                    result.Add(TypedValue.Merge(lefts[left++].Item, rights[right++].Item, schema.Items!));
                    shared.TryDequeue(out _);
                    continue;
                }

                if (rightElements.Contains(element) && shared.TryPeek(out var next) && next != element)
                {
                    // Shared, but its turn comes later, in the configuration's order.
                    left++;
                    continue;
                }
            }

            if (left < lefts.Count && !rightElements.Contains(lefts[left].Element))
            {
                result.Add(lefts[left++].Item?.DeepClone());
                continue;
            }

            if (right < rights.Count)
            {
                var (element, item) = rights[right++];
                result.Add(leftByElement.TryGetValue(element, out var other) ? TypedValue.Merge(other, item, schema.Items!) : item?.DeepClone());
                if (shared.TryPeek(out var next) && next == element)
                    shared.Dequeue();
                continue;
            }

            left++;
        }

        return result;
    }
}
