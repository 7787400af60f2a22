using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>Objects of one resource by namespace, then by name: controllers ask for all objects of a namespace. Not safe for several threads.</summary>
internal sealed class ObjectTable
{
    private readonly Dictionary<string, Dictionary<string, JsonObject>> _objects = new(StringComparer.Ordinal);

    public JsonObject? Find(string ns, string name) => _objects.TryGetValue(ns, out var objects) ? objects.GetValueOrDefault(name) : null;

    public IReadOnlyList<JsonObject> All() => [.. _objects.Values.SelectMany(static objects => objects.Values)];

    public IReadOnlyList<JsonObject> InNamespace(string ns) => _objects.TryGetValue(ns, out var objects) ? [.. objects.Values] : [];

    public void Put(JsonObject value)
    {
        if (!_objects.TryGetValue(value.Namespace(), out var objects))
            _objects[value.Namespace()] = objects = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        objects[value.Name()] = value;
    }

    public void Remove(JsonObject value)
    {
        if (_objects.TryGetValue(value.Namespace(), out var objects) && objects.Remove(value.Name()) && objects.Count == 0)
            _objects.Remove(value.Namespace());
    }
}
