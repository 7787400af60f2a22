using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.ApiServer.CustomResources.Expressions;

/// <summary>An object with declared fields; fields that its schema does not name are out of sight.</summary>
internal sealed class JsonFields(JsonObject map, Schema schema, bool isRoot = false) : ICelMap
{
    private static readonly Schema VisibleMetadata = new()
    {
        Type = "object",
        Properties = new(StringComparer.Ordinal) { ["name"] = new Schema { Type = "string" }, ["generateName"] = new Schema { Type = "string" } },
    };

    private static readonly Schema Text = new() { Type = "string" };

    private static readonly ConditionalWeakTable<Schema, FrozenDictionary<string, string>> NamesOfSchemas = [];

    public int Count => Keys.Count();

    public IEnumerable<object?> Keys => map.Where(entry => Visible(entry.Key) is not null).Select(static entry => (object?)entry.Key);

    public bool TryGet(object? key, out object? value)
    {
        value = null;
        if (key is not string property || Visible(property) is not { } shape || !map.TryGetPropertyValue(property, out var node))
            return false;
        value = SchemaValue.Of(node, shape);
        return true;
    }

    public bool TrySelect(string field, out object? value) => TryGet(PropertyOf(field), out value);

    /// <summary>The property that an expression means by a name.</summary>
    private string PropertyOf(string field) => NamesOfSchemas.GetValue(schema, Names).GetValueOrDefault(field, field);

    private Schema? Visible(string property) => property switch
    {
        "metadata" when isRoot || schema.EmbeddedResource => VisibleMetadata,
        "apiVersion" or "kind" when isRoot || schema.EmbeddedResource => Text,
        _ => schema.Properties.GetValueOrDefault(property),
    };

    private static FrozenDictionary<string, string> Names(Schema schema) =>
        schema.Properties.Keys.Select(static property => (Name: PropertyNames.Escape(property), Property: property))
            .Where(static pair => pair.Name is not null)
            .ToFrozenDictionary(static pair => pair.Name!, static pair => pair.Property, StringComparer.Ordinal);
}
