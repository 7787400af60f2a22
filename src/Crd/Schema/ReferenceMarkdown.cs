using System.Text;
using k8s.Models;

namespace October.Crd.Schema;

/// <summary>Writes the reference manual of the kind, from the same schema that <c>kubectl explain</c> reads.</summary>
public static class ReferenceMarkdown
{
    /// <summary>The whole page. Pure: the same types give the same text.</summary>
    public static string Write(V1CustomResourceDefinition definition)
    {
        var version = definition.Spec.Versions[0];
        var root = version.Schema.OpenAPIV3Schema;
        var page = new StringBuilder();
        page.Append($"# {definition.Spec.Names.Kind}\n\n{root.Description}\n\n");
        page.Append(
            $"`apiVersion: {definition.Spec.Group}/{version.Name}`, `kind: {definition.Spec.Names.Kind}`, short name "
                + $"`{string.Join("`, `", definition.Spec.Names.ShortNames)}`. ");
        page.Append("Generated from the types; `kubectl explain` says the same. Fields in **bold** are required.\n");
        foreach (var rule in root.XKubernetesValidations ?? [])
            page.Append($"\n- {Text(rule.Message)}.\n");
        foreach (var name in new[] { "spec", "status" })
            Section(page, name, root.Properties[name]);
        return page.ToString();
    }

    private static void Section(StringBuilder page, string path, V1JSONSchemaProps schema)
    {
        page.Append($"\n## {path}\n\n{Text(schema.Description)}\n\n| field | type | meaning |\n| --- | --- | --- |\n");
        var nested = new List<(string Path, V1JSONSchemaProps Schema)>();
        foreach (var (name, field) in schema.Properties)
        {
            var title = schema.Required?.Contains(name) == true ? $"**{name}**" : name;
            page.Append($"| {title} | {Kind(field)} | {Text(field.Description)}{Limits(field)} |\n");
            if (Item(field) is { } inner)
                nested.Add(($"{path}.{name}{(field.Type == "array" ? "[]" : "")}", Described(inner, field)));
        }

        foreach (var rule in schema.XKubernetesValidations ?? [])
            page.Append($"\n- {Text(rule.Message)}.\n");
        foreach (var (inner, innerSchema) in nested)
            Section(page, inner, innerSchema);
    }

    private static V1JSONSchemaProps? Item(V1JSONSchemaProps field) => field switch
    {
        { Properties.Count: > 0 } => field,
        { Items: V1JSONSchemaProps { Properties.Count: > 0 } item } => item,
        { AdditionalProperties: V1JSONSchemaProps { Properties.Count: > 0 } value } => value,
        _ => null,
    };

    private static V1JSONSchemaProps Described(V1JSONSchemaProps inner, V1JSONSchemaProps field) => new()
    {
        Description = inner.Description ?? field.Description,
        Properties = inner.Properties,
        Required = inner.Required,
        XKubernetesValidations = inner.XKubernetesValidations,
    };

    private static string Kind(V1JSONSchemaProps field) => field switch
    {
        { Pattern: SchemaBuilder.QuantityPattern } => "quantity",
        { XKubernetesIntOrString: true } => "number or percentage",
        { XKubernetesPreserveUnknownFields: true } => "any JSON",
        { EnumProperty: { } values } => string.Join(" or ", values.Select(value => $"`{value}`")),
        { Type: "array", Items: V1JSONSchemaProps item } => "list of " + Kind(item),
        { Type: "object", AdditionalProperties: V1JSONSchemaProps value } => "map to " + Kind(value),
        _ => field.Type ?? "any JSON",
    };

    private static string Limits(V1JSONSchemaProps field)
    {
        var limits = new List<string>();
        if (field.Minimum is { } minimum && field.Maximum is { } maximum)
            limits.Add($"{minimum:0} to {maximum:0}");
        if (field.Pattern is { } pattern && pattern != SchemaBuilder.QuantityPattern && field.XKubernetesIntOrString != true)
            limits.Add($"matches `{pattern.Replace("|", "\\|", StringComparison.Ordinal)}`");
        return limits.Count == 0 ? "" : $" ({string.Join("; ", limits)})";
    }

    private static string Text(string? text) =>
        (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
