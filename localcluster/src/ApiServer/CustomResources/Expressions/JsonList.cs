using System.Collections;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.ApiServer.CustomResources.Expressions;

/// <summary>A list in an object.</summary>
internal sealed class JsonList(JsonArray list, Schema? items, ListSemantics semantics) : ICelList
{
    public ListSemantics Semantics => semantics;

    public int Count => list.Count;

    public object? this[int index] => SchemaValue.Of(list[index], items);

    public IEnumerator<object?> GetEnumerator() => list.Select(item => SchemaValue.Of(item, items)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
