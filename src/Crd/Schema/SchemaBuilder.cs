using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Attributes;

namespace October.Crd.Schema;

/// <summary>Reflects a type into a structural schema (apiextensions.k8s.io/v1).</summary>
[RequiresUnreferencedCode("Reads the types by reflection: for making the files under config and docs, not for the programs.")]
internal static class SchemaBuilder
{
    /// <summary>
    /// A quantity of Kubernetes that can be computed with: the larger its unit, the fewer digits. Nothing is larger than 2^63-1, which has nineteen.
    /// </summary>
    internal const string QuantityPattern =
        $"^(\\+|-)?(([0-9]{{1,28}}{Fraction}[num]?|([0-9]{{1,19}}{Fraction}([KMG]i|[kMG])"
            + $"|([0-9]{{1,10}}{Fraction}([TPE]i?|[eE](-[0-9]{{1,2}}|\\+?(0?[0-9]|1[0-8]))))$";

    /// <summary>After the digits, or without any; it closes the group.</summary>
    private const string Fraction = @"(\.[0-9]{0,30})?|\.[0-9]{1,30})";

    /// <summary>What the pattern lets through at most.</summary>
    private const int LongestQuantity = 61;

    /// <summary>The whole kind: apiVersion, kind and metadata as the API server wants them, then its own fields.</summary>
    public static V1JSONSchemaProps ForEntity(Type entity)
    {
        var schema = ForObject(entity);
        schema.Properties["apiVersion"] = new V1JSONSchemaProps
        {
            Type = "string",
            Description = "APIVersion defines the versioned schema of this representation of an object.",
        };
        schema.Properties["kind"] = new V1JSONSchemaProps
        {
            Type = "string",
            Description = "Kind is a string value representing the REST resource this object represents.",
        };
        schema.Properties["metadata"] = new V1JSONSchemaProps { Type = "object" };
        return schema;
    }

    private static V1JSONSchemaProps ForObject(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.Name, StringComparer.Ordinal).ToArray();
        var required = properties.Where(property => property.IsDefined(typeof(RequiredAttribute))).Select(JsonName).ToList();
        return new V1JSONSchemaProps
        {
            Type = "object",
            Description = type.GetCustomAttribute<DescriptionAttribute>()?.Description,
            Properties = properties.ToDictionary(JsonName, ForProperty),
            Required = required.Count > 0 ? required : null,
            XKubernetesValidations = Rules(type),
        };
    }

    private static V1JSONSchemaProps ForProperty(PropertyInfo property)
    {
        var quantity = property.IsDefined(typeof(QuantityAttribute));
        var schema = property.IsDefined(typeof(PreserveUnknownFieldsAttribute))
            ? new V1JSONSchemaProps { XKubernetesPreserveUnknownFields = true, Type = property.PropertyType == typeof(JsonObject) ? "object" : null }
            : ForType(property.PropertyType, quantity);
        schema.Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        schema.Pattern ??= property.GetCustomAttribute<PatternAttribute>()?.Pattern;
        schema.EnumProperty = property.GetCustomAttribute<EnumValuesAttribute>()?.Values.Cast<object>().ToList();
        schema.Minimum = property.GetCustomAttribute<RangeMinimumAttribute>()?.Minimum;
        schema.Maximum = property.GetCustomAttribute<RangeMaximumAttribute>()?.Maximum;
        schema.DefaultProperty = property.GetCustomAttribute<DefaultValueAttribute>()?.Value;
        if (property.GetCustomAttribute<XListMapKeysAttribute>() is { } keys)
        {
            schema.XKubernetesListType = "map";
            schema.XKubernetesListMapKeys = [.. keys.Keys];
        }

        if (Rules(property) is { } rules)
            schema.XKubernetesValidations = [.. schema.XKubernetesValidations ?? [], .. rules];
        Bound(schema, property.GetCustomAttribute<LengthAttribute>());
        if (property.GetCustomAttribute<TextLengthAttribute>() is { } texts)
            ((V1JSONSchemaProps)(schema.Items ?? schema.AdditionalProperties)).MaxLength = texts.Maximum;
        // An API server matches in a time that grows with the text, and whoever reads the field later may do worse.
        if (schema is { Pattern: not null, MaxLength: null })
            throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} has a pattern and no [Length]");
        return schema;
    }

    private static V1JSONSchemaProps ForType(Type type, bool quantity)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        // A text, or any number: no type says that. The pattern is one of texts.
        if (type == typeof(JsonNode) && quantity)
            return new V1JSONSchemaProps { XKubernetesPreserveUnknownFields = true, Pattern = QuantityPattern, MaxLength = LongestQuantity };
        if (type == typeof(IntOrString))
            return new V1JSONSchemaProps { XKubernetesIntOrString = true, AnyOf = [new() { Type = "integer" }, new() { Type = "string" }] };
        if (type == typeof(string))
            return new V1JSONSchemaProps { Type = "string" };
        if (type == typeof(bool))
            return new V1JSONSchemaProps { Type = "boolean" };
        if (type == typeof(int))
            return new V1JSONSchemaProps { Type = "integer", Format = "int32" };
        if (type == typeof(long))
            return new V1JSONSchemaProps { Type = "integer", Format = "int64" };
        if (type == typeof(DateTime))
            return new V1JSONSchemaProps { Type = "string", Format = "date-time" };
        if (type == typeof(JsonArray))
            return new V1JSONSchemaProps { Type = "array", Items = new V1JSONSchemaProps { XKubernetesPreserveUnknownFields = true } };
        if (type == typeof(JsonNode))
            throw new InvalidOperationException("A JsonNode field needs [PreserveUnknownFields]");
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var arguments = type.GetGenericArguments();
            return arguments.Length == 2
                ? new V1JSONSchemaProps { Type = "object", AdditionalProperties = ForType(arguments[1], quantity) }
                : new V1JSONSchemaProps { Type = "array", Items = ForType(arguments[0], quantity) };
        }

        return ForObject(type);
    }

    private static void Bound(V1JSONSchemaProps schema, LengthAttribute? length)
    {
        if (length is null)
            return;
        long? minimum = length.Minimum < 0 ? null : length.Minimum;
        long? maximum = length.Maximum < 0 ? null : length.Maximum;
        switch (schema.Type)
        {
            case "array":
                (schema.MinItems, schema.MaxItems) = (minimum, maximum);
                break;
            case "object":
                (schema.MinProperties, schema.MaxProperties) = (minimum, maximum);
                break;
            default:
                (schema.MinLength, schema.MaxLength) = (minimum, maximum);
                break;
        }
    }

    private static List<V1ValidationRule>? Rules(MemberInfo member)
    {
        var rules = member.GetCustomAttributes<ValidationRuleAttribute>()
            .Select(rule => new V1ValidationRule { Rule = rule.Rule, Message = rule.Message, FieldPath = rule.FieldPath, Reason = rule.Reason })
            .ToList();
        return rules.Count > 0 ? rules : null;
    }

    private static string JsonName(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
