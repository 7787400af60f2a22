using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Rules;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>
/// Validation of the versions of a definition. Schemas, subresources and columns that all versions share are kept once by the real
/// server, and its errors name that place.
/// </summary>
internal static class VersionValidation
{
    public static IEnumerable<FieldError> Validate(JsonObject spec)
    {
        var versions = spec.ArrayAt("versions").Objects().ToList();
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].ObjectAt("schema", "openAPIV3Schema") is null)
                yield return FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema", "");
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var name = versions[i].StringAt("name") ?? "";
            if (NameValidation.Label1035.Problems(name).ToList() is { Count: > 0 } problems)
                yield return FieldError.InvalidText($"spec.versions[{i}].name", name, string.Join(",", problems));
        }

        if (versions.Select(static v => v.StringAt("name")).Distinct().Count() < versions.Count)
            yield return FieldError.Invalid("spec.versions", Shown(versions), "must contain unique version names");
        if (versions.Count(static v => v.BoolAt("storage") == true) != 1)
            yield return FieldError.Invalid("spec.versions", Shown(versions), "must have exactly one version marked as storage version");
        foreach (
            var error in Parts(versions, "schema", "validation", (part, path, version) => Schema(part, path, version))
                .Concat(
                    Parts(
                        versions,
                        "subresources",
                        "subresources",
                        static (part, path, _) => PrinterColumnValidation.Scale(part.ObjectAt("scale"), $"{path}.scale")))
                .Concat(
                    Parts(
                        versions,
                        "additionalPrinterColumns",
                        "additionalPrinterColumns",
                        static (part, path, _) => PrinterColumnValidation.Columns(part as JsonArray, path)))
                .Concat(Parts(versions, "selectableFields", "selectableFields", SelectableFields))
        )
        {
            yield return error;
        }
    }

    /// <summary>Checks a part of each version, or once where all versions have the same.</summary>
    private static IEnumerable<FieldError> Parts(
        List<JsonObject> versions, string part, string shared, Func<JsonNode, string, JsonObject, IEnumerable<FieldError>> check)
    {
        if (IsShared(versions, part))
            return versions[0][part] is { } one ? check(one, $"spec.{shared}", versions[0]) : [];
        return versions.SelectMany((version, i) => version[part] is { } own ? check(own, $"spec.versions[{i}].{part}", version) : []);
    }

    private static bool IsShared(List<JsonObject> versions, string part) =>
        versions.Count > 0 && versions.TrueForAll(v => v[part].DeepEqual(versions[0][part]));

    private static IEnumerable<FieldError> Schema(JsonNode part, string path, JsonObject version)
    {
        if (part.ObjectAt("openAPIV3Schema") is not { } props)
            return [];
        path += ".openAPIV3Schema";
        var errors = new List<FieldError>();
        if (version.ObjectAt("subresources", "status") is not null && props.StringAt("type") is { } type && type != "object")
            errors.Add(
                FieldError.InvalidText(
                    $"{path}.type", type, "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
        if (props.BoolAt("nullable") == true)
            errors.Add(FieldError.Forbidden($"{path}.nullable", "nullable cannot be true at the root"));
        var schema = SchemaReader.ReadRoot(props);
        var shape = StructuralSchemaValidation.Check(props, path).ToList();
        if (shape.Count == 0)
            shape.AddRange(DefaultValidation.Check(schema, path));
        errors.AddRange(shape);
        var keywords = OpenApiSchemaValidation.Check(props, path).ToList();
        errors.AddRange(keywords);
        // Of a schema without a shape expressions cannot be looked at.
        if (shape.Count + keywords.Count == 0)
            errors.AddRange(RuleEvaluator.Check(schema, path));
        return errors;
    }

    private static IEnumerable<FieldError> SelectableFields(JsonNode part, string path, JsonObject version) =>
        version.ObjectAt("schema", "openAPIV3Schema") is { } props
            ? PrinterColumnValidation.SelectableFields(part as JsonArray, SchemaReader.ReadRoot(props), path)
            : [FieldError.InvalidText(path, "", "may only be set when validations.schema is included")];

    /// <summary>As Go prints the versions, without what they share.</summary>
    private static string Shown(List<JsonObject> versions) => SchemaValidator.GoJson(new JsonArray([.. versions.Select(version => new JsonObject
    {
        ["Name"] = version.StringAt("name") ?? "",
        ["Served"] = version.BoolAt("served") == true,
        ["Storage"] = version.BoolAt("storage") == true,
        ["Deprecated"] = version.BoolAt("deprecated") == true,
        ["DeprecationWarning"] = version.StringAt("deprecationWarning"),
        ["Schema"] = Own(versions, version, "schema"),
        ["Subresources"] = Own(versions, version, "subresources"),
        ["AdditionalPrinterColumns"] = Own(versions, version, "additionalPrinterColumns"),
        ["SelectableFields"] = Own(versions, version, "selectableFields"),
    })]));

    private static JsonNode? Own(List<JsonObject> versions, JsonObject version, string part) => IsShared(versions, part) ? null : version[part]?.DeepClone();
}
