using System.Text.Json.Nodes;

namespace October.Operator.Desired.Workloads;

/// <summary>
/// Merges a partial pod template into a whole one as strategic merge patches do (kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch):
/// maps field by field, lists of the kinds below by their merge key, other lists as a whole; null removes. Directives (<c>$patch</c>) are not read.
/// </summary>
internal static class StrategicMerge
{
    /// <summary>Merge keys of the lists of a pod, by the name of the field (<c>patchMergeKey</c> in core/v1).</summary>
    private static readonly Dictionary<string, string> MergeKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["volumes"] = "name",
        ["env"] = "name",
        ["imagePullSecrets"] = "name",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["ports"] = "containerPort",
        ["hostAliases"] = "ip",
        ["resourceClaims"] = "name",
        ["topologySpreadConstraints"] = "topologyKey",
    };

    /// <summary>Gives a new object; both inputs stay as they are.</summary>
    public static JsonObject Apply(JsonObject whole, JsonObject part)
    {
        var result = (JsonObject)whole.DeepClone();
        foreach (var (name, value) in part)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Merge(name, result[name], value);
        }

        return result;
    }

    private static JsonNode Merge(string name, JsonNode? old, JsonNode part) => (old, part) switch
    {
        (JsonObject whole, JsonObject more) => Apply(whole, more),
        (null, JsonObject more) => Apply([], more),
        (JsonArray list, JsonArray more) when MergeKeys.TryGetValue(name, out var key) => List(list, more, key, merged: name is not ("env" or "volumes")),
        _ => part.DeepClone(),
    };

    /// <param name="list">What is there.</param>
    /// <param name="more">What is added, or changes what has the same key.</param>
    /// <param name="key">The merge key.</param>
    /// <param name="merged">False: an item takes the place of the old one, as a variable has one source and a volume one kind.</param>
    private static JsonArray List(JsonArray list, JsonArray more, string key, bool merged)
    {
        var result = (JsonArray)list.DeepClone();
        foreach (var item in more.OfType<JsonObject>())
        {
            var at = Find(result, key, item[key]);
            if (at < 0)
                result.Add((JsonNode?)Apply([], item));
            else
                result[at] = merged ? Apply((JsonObject)result[at]!, item) : item.DeepClone();
        }

        return result;
    }

    private static int Find(JsonArray list, string key, JsonNode? value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject map && JsonNode.DeepEquals(map[key], value))
                return i;
        }

        return -1;
    }
}
