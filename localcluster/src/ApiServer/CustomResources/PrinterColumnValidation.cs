using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Rules;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>The paths into objects that a version of a definition names: printer columns, selectable fields, the scale.</summary>
internal static class PrinterColumnValidation
{
    private const int MaxSelectableFields = 8;
    private static readonly string[] Types = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] Formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static IEnumerable<FieldError> Columns(JsonArray? columns, string path)
    {
        var list = columns.Objects().ToList();
        for (var i = 0; i < list.Count; i++)
        {
            var (at, column) = ($"{path}[{i}]", list[i]);
            if (string.IsNullOrEmpty(column.StringAt("name")))
                yield return FieldError.Required($"{at}.name", "");
            var type = column.StringAt("type") ?? "";
            var one = $"must be one of {string.Join(",", Types)}";
            if (type.Length == 0)
                yield return FieldError.Required($"{at}.type", one);
            else if (!Types.Contains(type))
                yield return FieldError.InvalidText($"{at}.type", type, one);
            if (column.StringAt("format") is { Length: > 0 } format && !Formats.Contains(format))
                yield return FieldError.InvalidText($"{at}.format", format, $"must be one of {string.Join(",", Formats)}");
            var jsonPath = column.StringAt("jsonPath") ?? "";
            if (jsonPath.Length == 0)
                yield return FieldError.Required($"{at}.JSONPath", "");
            else if (jsonPath[0] != '.')
                yield return FieldError.InvalidText($"{at}.JSONPath", jsonPath, "must be a simple json path starting with .");
        }
    }

    public static IEnumerable<FieldError> Scale(JsonObject? scale, string path)
    {
        if (scale is null)
            yield break;
        foreach (
            var (field, prefixes) in new[]
            {
                ("specReplicasPath", (string[])[".spec."]),
                ("statusReplicasPath", [".status."]),
                ("labelSelectorPath", [".spec.", ".status."]),
            }
        )
        {
            var value = scale.StringAt(field) ?? "";
            if (value.Length == 0 && field != "labelSelectorPath")
                yield return FieldError.Required($"{path}.{field}", "");
            else if (value.Length > 0 && value[0] != '.')
                yield return FieldError.InvalidText($"{path}.{field}", value, "must be a simple json path starting with .");
            else if (value.Length > 0 && !Array.Exists(prefixes, prefix => value.StartsWith(prefix, StringComparison.Ordinal)))
                yield return FieldError.InvalidText(
                    $"{path}.{field}",
                    value,
                    prefixes.Length == 1 ? $"should be a json path under {prefixes[0].TrimEnd('.')}" : "should be a json path under either .spec or .status");
        }
    }

    public static IEnumerable<FieldError> SelectableFields(JsonArray? fields, Schema schema, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var list = fields.Objects().Select(static f => f.StringAt("jsonPath") ?? "").ToList();
        for (var i = 0; i < list.Count; i++)
        {
            var (at, jsonPath) = ($"{path}[{i}].jsonPath", list[i]);
            if (jsonPath.Length == 0)
            {
                yield return FieldError.Required(at, "");
                continue;
            }

            if (FieldPaths.Problem(jsonPath, schema, allowsBrackets: false, out var found) is { } problem)
            {
                yield return FieldError.InvalidText(at, jsonPath, $"is an invalid path: {problem}");
                continue;
            }

            if (jsonPath.StartsWith(".metadata", StringComparison.Ordinal))
                yield return FieldError.InvalidText(at, jsonPath, "must not point to fields in metadata");
            if (found?.Type is not ("string" or "boolean" or "integer"))
                yield return FieldError.InvalidText(
                    at, jsonPath, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            if (!seen.Add(jsonPath))
                yield return FieldError.Duplicate(at, FieldError.Quote(jsonPath));
        }

        if (seen.Count > MaxSelectableFields)
            yield return FieldError.TooMany(path, seen.Count, MaxSelectableFields);
    }
}
