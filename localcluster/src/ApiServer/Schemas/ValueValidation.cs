using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Functions;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Bounds, patterns, formats and enumerations of a schema.</summary>
internal static class ValueValidation
{
    public static IEnumerable<FieldError> Check(JsonNode value, Schema schema, string path)
    {
        if (schema.Rules is not { } rules)
            return [];
        var errors = value switch
        {
            JsonObject map => Count(map.Count, rules, path, "minProperties", "maxProperties", "properties"),
            JsonArray list => Count(list.Count, rules, path, "minItems", "maxItems", "items").Concat(Unique(list, rules, path)),
            _ when value.AsString() is { } text => Text(text, rules, path),
            _ when value.AsDouble() is { } number => Number(value, number, rules, path),
            _ => [],
        };
        return errors.Concat(Enumeration(value, rules, path));
    }

    private static IEnumerable<FieldError> Text(string text, JsonObject rules, string path)
    {
        var length = new StringInfo(text).LengthInTextElements;
        // Of these three only the first that fails is reported.
        if (rules.LongAt("maxLength") is { } most && length > most)
            yield return FieldError.TooLong(path, (int)most);
        else if (rules.LongAt("minLength") is { } least && length < least)
            yield return FieldError.InvalidText(path, text, $"{path} in body should be at least {least} chars long");
        else if (rules.StringAt("pattern") is { } pattern && !Re2.Compile(pattern).IsMatch(text))
            yield return FieldError.InvalidText(path, text, $"{path} in body should match '{pattern}'");
        if (rules.StringAt("format") is { } format && !Formats.IsValid(format, text))
            yield return FieldError.TypeInvalid(path, FieldError.Quote(text), $"{path} in body must be of type {format}: {FieldError.Quote(text)}");
    }

    private static IEnumerable<FieldError> Number(JsonNode value, double number, JsonObject rules, string path)
    {
        var shown = value.ToJsonString();
        if (rules.StringAt("format") is "int32" && number is < int.MinValue or > int.MaxValue)
            yield return new FieldError(
                "FieldValueInvalid", "<nil>", $"Invalid value: \"\": Checked value must be of type integer with format int32 in {path}");
        if (rules.At("multipleOf").AsDouble() is { } factor && Math.Abs(Math.IEEERemainder(number, factor)) > 1e-9)
            yield return FieldError.Invalid(path, shown, $"{path} in body should be a multiple of {Go(factor)}");
        if (rules.At("maximum").AsDouble() is { } most)
        {
            var exclusive = rules.BoolAt("exclusiveMaximum") == true;
            if (exclusive ? number >= most : number > most)
                yield return FieldError.Invalid(path, shown, $"{path} in body should be less than {(exclusive ? "" : "or equal to ")}{Go(most)}");
        }

        if (rules.At("minimum").AsDouble() is { } least)
        {
            var exclusive = rules.BoolAt("exclusiveMinimum") == true;
            if (exclusive ? number <= least : number < least)
                yield return FieldError.Invalid(path, shown, $"{path} in body should be greater than {(exclusive ? "" : "or equal to ")}{Go(least)}");
        }
    }

    private static IEnumerable<FieldError> Count(int count, JsonObject rules, string path, string minimum, string maximum, string noun)
    {
        if (rules.LongAt(maximum) is { } most && count > most)
            yield return new FieldError("FieldValueTooMany", path, $"Too many: {count}: must have at most {most} {(most == 1 ? "item" : "items")}");
        if (rules.LongAt(minimum) is { } least && count < least)
            yield return FieldError.Invalid(path, count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {least} {noun}");
    }

    private static IEnumerable<FieldError> Unique(JsonArray list, JsonObject rules, string path)
    {
        if (rules.BoolAt("uniqueItems") != true)
            yield break;
        for (var i = 1; i < list.Count; i++)
        {
            if (list.Take(i).Any(earlier => earlier.DeepEqual(list[i])))
            {
                yield return FieldError.Invalid(path, SchemaValidator.GoJson(list), $"{path} in body shouldn't contain duplicates");
                yield break;
            }
        }
    }

    private static IEnumerable<FieldError> Enumeration(JsonNode value, JsonObject rules, string path)
    {
        if (rules.ArrayAt("enum") is not { } allowed || allowed.Any(a => a.DeepEqual(value)))
            yield break;
        yield return FieldError.NotSupported(path, SchemaValidator.GoJson(value), allowed.Select(a => a.AsString() ?? SchemaValidator.GoJson(a)));
    }

    private static string Go(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
