using System.Text.Json.Nodes;
using October.Common.Schemas;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>
/// The shape of a value: one form for the schemas of custom resources (structural schemas) and for those derived from the built-in types.
/// Built once, then only read; a type may refer to itself.
/// </summary>
internal sealed class Schema
{
    /// <summary><c>object</c>, <c>array</c>, <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>; null allows anything.</summary>
    public string? Type { get; init; }

    public string? Format { get; init; }

    public string? Description { get; set; }

    public Dictionary<string, Schema> Properties { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The shape of further keys; null when none are allowed (or unknown ones are preserved).</summary>
    public Schema? AdditionalProperties { get; set; }

    public Schema? Items { get; set; }

    public bool IntOrString { get; init; }

    public bool PreserveUnknown { get; init; }

    public bool EmbeddedResource { get; init; }

    public bool Nullable { get; init; }

    public JsonNode? Default { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary><c>atomic</c>, <c>set</c> or <c>map</c>.</summary>
    public string ListType { get; init; } = "atomic";

    /// <summary>Keys that identify an item of a <c>map</c> list.</summary>
    public IReadOnlyList<string> MapKeys { get; init; } = [];

    /// <summary>Whether server-side apply owns the map or object as a whole.</summary>
    public bool AtomicMap { get; init; }

    /// <summary>Key by which a strategic merge patch merges this list.</summary>
    public string? MergeKey { get; init; }

    /// <summary>A strategic merge patch adds the values of the list to those that are there.</summary>
    public bool MergesValues { get; init; }

    /// <summary>The value rules of a custom resource's schema as written (bounds, patterns, logical junctors, CEL); null for built-in types.</summary>
    public JsonObject? Rules { get; init; }

    /// <summary>Name of the built-in type, for references in OpenAPI and in decoding errors.</summary>
    public string? TypeName { get; init; }

    /// <summary>The client library's class of a built-in type, under which its documentation is found.</summary>
    public string? ModelName { get; init; }

    /// <summary>What Go prints for the type of a built-in field, in decoding errors.</summary>
    public string? GoType { get; init; }

    /// <summary>Name of the type of free JSON in a built-in type, below <c>k8s.io/apimachinery/pkg</c>.</summary>
    public string? RawName { get; init; }

    /// <summary>How a built-in field behaves when it is empty.</summary>
    public Emptiness Emptiness { get; init; } = Emptiness.Kept;

    public bool IsMapList => ListType == "map";

    public bool IsSetList => ListType == "set";

    /// <summary>The same shape for a field with its own rule about emptiness. The properties are shared.</summary>
    public Schema With(Emptiness emptiness) => new()
    {
        Type = Type,
        Format = Format,
        Description = Description,
        Properties = Properties,
        AdditionalProperties = AdditionalProperties,
        Items = Items,
        AtomicMap = AtomicMap,
        TypeName = TypeName,
        ModelName = ModelName,
        GoType = GoType,
        Emptiness = emptiness,
    };

    /// <summary>The shape of the value under a key, or null when the key is not known.</summary>
    public Schema? Child(string key) => Properties.TryGetValue(key, out var schema) ? schema : AdditionalProperties;
}
