using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.ApiServer.CustomResources.Expressions;

/// <summary>A map in an object: any text is a key.</summary>
internal sealed class JsonMap(JsonObject map, Schema? values) : ICelMap
{
    public int Count => map.Count;

    public IEnumerable<object?> Keys => map.Select(static entry => (object?)entry.Key);

    public bool TryGet(object? key, out object? value)
    {
        value = null;
        if (key is not string name || !map.TryGetPropertyValue(name, out var node))
            return false;
        value = SchemaValue.Of(node, values);
        return true;
    }

    public bool TrySelect(string field, out object? value) => TryGet(field, out value);
}
