using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Environment;

/// <summary>The entries of a ConfigMap or Secret as bytes.</summary>
internal static class ConfigData
{
    public static IReadOnlyDictionary<string, byte[]> OfConfigMap(JsonObject map)
    {
        var result = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (key, value) in map.ObjectAt("data") ?? [])
            result[key] = Encoding.UTF8.GetBytes(value.AsString() ?? "");
        AddBase64(map.ObjectAt("binaryData"), result);
        return result;
    }

    public static IReadOnlyDictionary<string, byte[]> OfSecret(JsonObject secret)
    {
        var result = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        AddBase64(secret.ObjectAt("data"), result);
        return result;
    }

    private static void AddBase64(JsonObject? data, SortedDictionary<string, byte[]> result)
    {
        foreach (var (key, value) in data ?? [])
            result[key] = Convert.FromBase64String(value.AsString() ?? "");
    }
}
