using System.Text;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Checking;

namespace October.LocalCluster.ApiServer.CustomResources.Expressions;

/// <summary>
/// Turns a structural schema into declarations (apiserver's <c>cel/common/schemas.go</c>, with its sizes and estimates).
/// What has no declared shape is not there for expressions.
/// </summary>
internal static class DeclarationBuilder
{
    /// <summary>Bytes of the largest request; what is not limited otherwise is limited by it.</summary>
    public const long MaxRequest = 3 * 1024 * 1024;

    private const long LongestTime = 32;
    private const long DateSize = 12;

    private static readonly Declaration AnyString = Text(StaticType.String, MaxRequest - 2, 2);

    /// <param name="schema">The schema.</param>
    /// <param name="isResource">Whether it is of a whole object, which has apiVersion, kind and a name.</param>
    /// <param name="typeName">How its type is called in messages.</param>
    /// <returns>The declaration, or null when expressions cannot see such values.</returns>
    public static Declaration? Build(Schema schema, bool isResource, string typeName)
    {
        if (schema.IntOrString)
            return Text(StaticType.Dyn, schema.Rules.LongAt("maxLength") is { } limit ? Positive(limit) * 4 : MaxRequest - 2, 1);
        return schema.Type switch
        {
            "array" => List(schema, typeName),
            "object" when schema.AdditionalProperties is { } values && schema.Rules.ObjectAt("additionalProperties") is not null && !isResource => Map(
                schema, values, typeName),
            "object" => Object(schema, isResource, typeName),
            "string" => String(schema),
            "boolean" => new Declaration { Type = StaticType.Bool, MinSize = 4 },
            "number" => new Declaration { Type = StaticType.Double, MinSize = 1 },
            "integer" => new Declaration { Type = StaticType.Int, MinSize = 1 },
            _ => null,
        };
    }

    private static Declaration? List(Schema schema, string typeName)
    {
        if (schema.Items is null || Build(schema.Items, schema.Items.EmbeddedResource, typeName + ".@idx") is not { } items)
            return null;
        var most = schema.Rules.LongAt("maxItems") is { } limit ? Positive(limit) : (MaxRequest - 2) / (items.MinSize + 1);
        return new Declaration { Type = StaticType.List(items.Type), Element = items, MaxElements = most, MinSize = 2 };
    }

    private static Declaration? Map(Schema schema, Schema values, string typeName)
    {
        if (Build(values, values.EmbeddedResource, typeName + ".@elem") is not { } element)
            return null;
        var most = schema.Rules.LongAt("maxProperties") is { } limit ? Positive(limit) : (MaxRequest - 2) / (element.MinSize + 6);
        return new Declaration
        {
            Type = StaticType.Map(StaticType.String, element.Type),
            Key = new Declaration { Type = StaticType.String, MinSize = 2 },
            Element = element,
            MaxElements = most,
            MinSize = 2,
        };
    }

    private static Declaration Object(Schema schema, bool isResource, string typeName)
    {
        var fields = new Dictionary<string, Declaration>(StringComparer.Ordinal);
        var size = 2L;
        foreach (var (name, property) in schema.Properties)
        {
            if (Build(property, property.EmbeddedResource, $"{typeName}.{name}") is not { } field)
                continue;
            if (PropertyNames.Escape(name) is { } escaped)
                fields[escaped] = field;
            if (schema.Required.Contains(name) && property.Default is null)
                size += Encoding.UTF8.GetByteCount(name) + field.MinSize + 4;
        }

        if (isResource)
        {
            fields["apiVersion"] = fields["kind"] = AnyString;
            fields["metadata"] = new Declaration
            {
                Type = StaticType.Object(typeName + ".metadata"),
                Fields = new Dictionary<string, Declaration>(StringComparer.Ordinal) { ["name"] = AnyString, ["generateName"] = AnyString },
                MinSize = 2,
            };
        }

        return new Declaration { Type = StaticType.Object(typeName), Fields = fields, MinSize = size };
    }

    private static Declaration String(Schema schema)
    {
        var limit = schema.Rules.LongAt("maxLength");
        switch (schema.Format)
        {
            case "byte":
                return Text(StaticType.Bytes, limit is { } bytes ? Positive(bytes) : MaxRequest - 2, 2);
            case "duration":
                return Text(StaticType.Duration, LongestTime, 3);
            case "date":
                return Text(StaticType.Timestamp, DateSize, DateSize);
            case "date-time":
                return Text(StaticType.Timestamp, LongestTime, 21);
        }

        if (limit is { } characters)
            return Text(StaticType.String, Positive(characters) * 4, 2);
        return schema.Rules.ArrayAt("enum") is { Count: > 0 } values
            ? Text(StaticType.String, values.Max(static v => Encoding.UTF8.GetByteCount(v.AsString() ?? "")), 2)
            : AnyString;
    }

    private static Declaration Text(StaticType type, long most, long size) => new() { Type = type, MaxElements = most, MinSize = size };

    private static long Positive(long value) => Math.Max(value, 0);
}
