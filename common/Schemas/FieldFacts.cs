using System.Text.Json.Nodes;

namespace October.Common.Schemas;

/// <summary>How Kubernetes stores and merges one field.</summary>
public sealed class FieldFacts
{
    /// <summary>The type of the value, of a list's items or of a map's values; null for values that are no objects.</summary>
    public TypeFacts? Type { get; internal set; }

    /// <summary>The field holds an object under further names, not the fields of <see cref="Type"/> themselves.</summary>
    public bool IsMap { get; init; }

    /// <summary>How a list is merged by server-side apply.</summary>
    public ListKind List { get; init; }

    /// <summary>Fields that identify an item of a <see cref="ListKind.Map"/>.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Field by which a strategic merge patch merges the list; null when it does not merge by key.</summary>
    public string? MergeKey { get; init; }

    /// <summary>A strategic merge patch adds the values of the list to those that are there.</summary>
    public bool MergesValues { get; init; }

    /// <summary>In a strategic merge patch an item takes the place of what it does not name: a volume has one source.</summary>
    public bool RetainsKeys { get; init; }

    /// <summary>Server-side apply owns the object or map as a whole.</summary>
    public bool IsAtomic => IsDeclaredAtomic || (Type is { IsAtomic: true } && List == ListKind.Atomic && !IsMap);

    /// <summary>What becomes of an empty value; null when its JSON type decides.</summary>
    public Emptiness? Emptiness { get; init; }

    /// <summary>What the server sets where nothing is given; null when that is nothing, or not known.</summary>
    public JsonNode? Default { get; init; }

    internal bool IsDeclaredAtomic { get; init; }
}
