using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Registry;

/// <summary>One served resource in one version: its names, what can be done with it, and its rules.</summary>
internal sealed record ResourceKind
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public string ListKind => ListKindName ?? Kind + "List";

    public string? ListKindName { get; init; }

    public bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = StandardVerbs;

    public IReadOnlyList<Subresource> Subresources { get; init; } = [];

    /// <summary>Defaulting, validation and update rules.</summary>
    public Strategy Strategy { get; init; } = Strategy.Plain;

    /// <summary>Storage shared with another resource (<c>group/plural</c>); null when it has its own.</summary>
    public string? SharedStorage { get; init; }

    /// <summary>Whether the kind comes from a CustomResourceDefinition.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The schema of a custom resource; built-in kinds derive theirs from their type.</summary>
    public Schema? CustomSchema { get; init; }

    /// <summary>The shape of the kind's objects; null when it is not known.</summary>
    public Schema? Schema => CustomSchema ?? (IsCustom ? null : BuiltInSchemas.Find(Group, Version, Kind));

    /// <summary>How objects of this version are stored, where that differs.</summary>
    public IStorageConversion? Conversion { get; init; }

    /// <summary>The group that errors of wrong objects name.</summary>
    public string InvalidGroup { get => field ?? Group; init; }

    /// <summary>What clients of this version are warned of, if they should use another one.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>Whether objects are questions that are answered and not stored.</summary>
    public bool IsReview { get; init; }

    /// <summary>Printer columns; empty means name and creation time.</summary>
    public IReadOnlyList<Tables.Column> Columns { get; init; } = [];

    /// <summary>Whether a completed DELETE answers the object instead of a Status.</summary>
    public bool ReturnsDeletedObject { get; init; }

    /// <summary>How <c>/scale</c> maps to the object, where it is served.</summary>
    public Registry.ScaleView? Scale { get; init; }

    public static IReadOnlyList<string> StandardVerbs { get; } =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Key of the storage: the versions of a resource share it.</summary>
    public string StorageName => SharedStorage ?? $"{Group}/{Plural}";

    /// <summary><c>deployments.apps</c>; the way errors name a resource.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary><c>Deployment.apps</c>; the way errors of validation name a kind.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public JsonObject FromStorage(JsonObject stored) => Conversion?.FromStorage(stored) ?? stored;

    public JsonObject ToStorage(JsonObject served) => Conversion?.ToStorage(served) ?? served;

    public ResourceType Type => new(Group, Version, Plural);

    public Subresource? FindSubresource(string name) => Subresources.FirstOrDefault(s => s.Name == name);
}
