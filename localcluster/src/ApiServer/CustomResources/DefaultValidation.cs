using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>The defaults of a schema must themselves fit it, and know no field that it does not.</summary>
internal static class DefaultValidation
{
    public static IEnumerable<FieldError> Check(Schema schema, string path)
    {
        if (schema.Default is { } value)
        {
            var at = $"{path}.default";
            if (value is JsonObject map && StructuralPruner.Prune((JsonObject)map.DeepClone(), schema, isResource: schema.EmbeddedResource) is { Count: > 0 })
                yield return FieldError.Invalid(at, SchemaValidator.GoJson(value), "must not have unknown fields");
            foreach (var error in SchemaValidator.Validate(value, schema, ""))
                yield return error with { Field = error.Field is "<nil>" ? at : $"{at}.{error.Field}" };
        }

        foreach (var (name, property) in schema.Properties.Where(static p => p.Value.Rules is not null))
        {
            foreach (var error in Check(property, $"{path}.properties[{name}]"))
                yield return error;
        }

        foreach (var (child, name) in new[] { (schema.AdditionalProperties, "additionalProperties"), (schema.Items, "items") })
        {
            foreach (var error in child is null ? [] : Check(child, $"{path}.{name}"))
                yield return error;
        }
    }
}
