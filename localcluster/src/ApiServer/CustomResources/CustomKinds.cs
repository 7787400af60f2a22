using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>The served resources that a CustomResourceDefinition describes: one for each served version.</summary>
internal static class CustomKinds
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    public static IReadOnlyList<ResourceKind> Create(JsonObject definition)
    {
        var spec = definition.ObjectAt("spec") ?? [];
        var versions = spec.ArrayAt("versions").Objects().ToList();
        var group = spec.StringAt("group") ?? "";
        var stored = versions.Find(v => v.BoolAt("storage") == true) ?? [];
        var storage = new ConvertedVersion($"{group}/{stored.StringAt("name") ?? "v1"}", SchemaOf(stored));
        return [.. versions.Where(v => v.BoolAt("served") == true).Select(v => Kind(spec, v, group, storage, definition.IsTerminating()))];
    }

    private static ResourceKind Kind(JsonObject spec, JsonObject version, string group, ConvertedVersion storage, bool isTerminating)
    {
        var names = spec.ObjectAt("names")!;
        var name = version.StringAt("name")!;
        var kind = names.StringAt("kind")!;
        var schema = SchemaOf(version);
        var hasStatus = version.ObjectAt("subresources", "status") is not null;
        var scale = version.ObjectAt("subresources", "scale");
        var subresources = new List<Subresource>();
        if (hasStatus)
            subresources.Add(new Subresource("status", group, name, kind, Subresource.GetPatchUpdate));
        if (scale is not null)
            subresources.Add(new Subresource("scale", "autoscaling", "v1", "Scale", Subresource.GetPatchUpdate));
        var selectable = version.ArrayAt("selectableFields").Objects().Select(f => (f.StringAt("jsonPath") ?? "").TrimStart('.')).ToList();
        return new ResourceKind
        {
            Group = group,
            Version = name,
            Plural = names.StringAt("plural")!,
            Singular = names.StringAt("singular") ?? kind.ToLowerInvariant(),
            Kind = kind,
            ListKindName = names.StringAt("listKind"),
            Namespaced = spec.StringAt("scope") == "Namespaced",
            ShortNames = [.. names.ArrayAt("shortNames").Strings()],
            Categories = [.. names.ArrayAt("categories").Strings()],
            Verbs = Verbs,
            Subresources = subresources,
            IsCustom = true,
            CustomSchema = schema,
            Columns = PrinterColumns.Read(version.ArrayAt("additionalPrinterColumns")),
            Strategy = new CustomResourceStrategy(schema, hasStatus, selectable, isTerminating),
            Conversion = new VersionConversion(new ConvertedVersion($"{group}/{name}", schema), storage),
            Scale = scale is null ? null : new ScaleView(
                JsonPaths.Fields(scale.StringAt("specReplicasPath") ?? ""),
                JsonPaths.Fields(scale.StringAt("statusReplicasPath") ?? ""),
                scale.StringAt("labelSelectorPath") is { Length: > 0 } selector ? JsonPaths.Fields(selector) : null)
            {
                Custom = (group, kind),
            },
            DeprecationWarning = version.BoolAt("deprecated") == true ? version.StringAt("deprecationWarning") ?? $"{group}/{name} {kind} is deprecated" : null,
        };
    }

    private static Schema SchemaOf(JsonObject version) =>
        SchemaReader.ReadRoot(version.ObjectAt("schema", "openAPIV3Schema") ?? new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true });
}
