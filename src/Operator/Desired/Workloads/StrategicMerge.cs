using System.Text.Json.Nodes;
using October.Common.Schemas;

namespace October.Operator.Desired.Workloads;

/// <summary>
/// Merges a partial pod into a whole one as strategic merge patches do (kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch):
/// objects field by field, lists by their merge key where they have one, other lists as a whole; null removes. Directives (<c>$patch</c>) are not read.
/// </summary>
internal static class StrategicMerge
{
    /// <summary>Gives a new object; both inputs stay as they are.</summary>
    /// <param name="whole">What is there.</param>
    /// <param name="part">What is added or changed.</param>
    /// <param name="type">The type of both.</param>
    public static JsonObject Apply(JsonObject whole, JsonObject part, string type = "v1.PodSpec") => Apply(whole, part, TypeTable.Kubernetes.Find(type));

    private static JsonObject Apply(JsonObject whole, JsonObject part, TypeFacts? type)
    {
        var result = (JsonObject)whole.DeepClone();
        foreach (var (name, value) in part)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Merge(result[name], value, type?.Field(name));
        }

        return result;
    }

    private static JsonNode Merge(JsonNode? old, JsonNode part, FieldFacts? field) => (old, part) switch
    {
        (JsonObject whole, JsonObject more) => Apply(whole, more, field?.Type),
        (null, JsonObject more) => Apply([], more, field?.Type),
        (JsonArray list, JsonArray more) when field?.MergeKey is { } key => List(list, more, key, field),
        _ => part.DeepClone(),
    };

    private static JsonArray List(JsonArray list, JsonArray more, string key, FieldFacts field)
    {
        // A variable has one source, as a volume has one kind: what is given takes the place of the old item.
        var replaces = field.RetainsKeys || field.Type?.Name == "v1.EnvVar";
        var result = (JsonArray)list.DeepClone();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < result.Count; i++)
        {
            if (result[i] is JsonObject known && ListIndex.Key(known[key]) is { } name)
                places.TryAdd(name, i);
        }

        foreach (var item in more.OfType<JsonObject>())
        {
            if (ListIndex.Key(item[key]) is { } name && places.TryGetValue(name, out var at))
            {
                result[at] = replaces ? item.DeepClone() : Apply((JsonObject)result[at]!, item, field.Type);
                continue;
            }

            if (ListIndex.Key(item[key]) is { } added)
                places.Add(added, result.Count);
            result.Add((JsonNode?)Apply([], item, field.Type));
        }

        return result;
    }
}
