using System.Text.Json.Nodes;
using October.Common.Schemas;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>Collects the component schemas of one group version, each built-in type once, by reference.</summary>
internal sealed class ComponentWriter(string group, string version)
{
    private const string Prefix = "#/components/schemas/";
    private const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    private const string QuantityName = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private const string TimeName = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
    private const string PatchName = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";

    public JsonObject Schemas { get; } = new()
    {
        [PatchName] = new JsonObject
        {
            ["description"] = "Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.",
            ["type"] = "object",
        },
    };

    public static JsonObject PatchReference => Reference(PatchName);

    /// <summary>Adds a kind and everything it refers to.</summary>
    public void Add(ResourceKind kind)
    {
        if (kind.Schema is not { } schema)
            return;
        var name = ComponentNames.For(kind);
        var component = kind.IsCustom ? Custom(schema) : Struct(name, schema);
        component["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject
        {
            ["group"] = kind.Group,
            ["kind"] = kind.Kind,
            ["version"] = kind.Version,
        });
        Schemas[name] = component;
    }

    private JsonObject Custom(Schema schema)
    {
        var component = schema.Rules!.Clone();
        var properties = component.Ensure("properties");
        properties["apiVersion"] = new JsonObject { ["description"] = BuiltInNames.ApiVersionDescription, ["type"] = "string" };
        properties["kind"] = new JsonObject { ["description"] = BuiltInNames.KindDescription, ["type"] = "string" };
        properties["metadata"] = Described(
            "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
            TypeReference(BuiltInSchemas.ObjectMeta));
        return component;
    }

    private JsonObject Struct(string name, Schema schema)
    {
        var component = new JsonObject();
        Schemas[name] = component;
        if (TypeDocs.OfType(schema.ModelName!) is { } description)
            component["description"] = description;
        component["type"] = "object";
        if (schema.AtomicMap)
            component["x-kubernetes-map-type"] = "atomic";
        var properties = new JsonObject();
        foreach (var (key, field) in schema.Properties.OrderBy(p => p.Key, StringComparer.Ordinal))
            properties[key] = Property(schema, key, field);
        if (properties.Count > 0)
            component["properties"] = properties;
        // What is always written and may not be left out by the user: names, types, addresses.
        var required = schema.Properties.Where(static p => p.Value is { Emptiness: Emptiness.Written, Type: "string", Format: null } || p.Key == "containers")
            .Select(static p => p.Key).Order(StringComparer.Ordinal).ToJsonArray();
        if (required.Count > 0)
            component["required"] = required;
        return component;
    }

    private JsonObject Property(Schema owner, string key, Schema field)
    {
        var property = WithDefault(Described(EnumFacts.Describe(owner.TypeName!, key, TypeDocs.OfField(owner.ModelName!, key)), Value(field)), field);
        if (EnumFacts.ValuesOf(owner.TypeName!, key) is { } values)
            property["enum"] = values.ToJsonArray();
        return property;
    }

    /// <summary>What Go always writes has its zero value as the default.</summary>
    private static JsonObject WithDefault(JsonObject value, Schema field)
    {
        if (
            field.Emptiness == Emptiness.Written
            && field.Type is "object" or "string" or "integer" or "boolean"
            && field.Format != "date-time"
            && TypedDecoder.Empty(field) is { } zero)
            value["default"] = zero is JsonObject ? new JsonObject() : zero;
        return value;
    }

    private JsonObject Value(Schema schema)
    {
        if (schema.ModelName is not null)
            return TypeReference(schema);
        if (schema.IntOrString)
            return schema.Format == "quantity" ? Named(QuantityName, Quantity) : Named(IntOrString, IntOrStringSchema);
        if (schema is { Type: "string", Format: "date-time" })
            return Named(TimeName, Time);
        if (schema is { PreserveUnknown: true, RawName: { } raw })
            return Named($"io.k8s.apimachinery.pkg.{raw}", static () => new JsonObject { ["type"] = "object" });
        if (schema.Type is not { } type)
            return new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        var value = new JsonObject { ["type"] = type };
        if (schema.Format is not null)
            value["format"] = schema.Format;
        if (schema.Items is { } items)
            WriteList(value, schema, items);
        if (schema.AdditionalProperties is { } additional)
            value["additionalProperties"] = Described(null, Value(additional));
        if (schema.AtomicMap)
            value["x-kubernetes-map-type"] = "atomic";
        return value;
    }

    private void WriteList(JsonObject value, Schema schema, Schema items)
    {
        value["items"] = Described(null, Value(items));
        value["x-kubernetes-list-type"] = schema.ListType;
        if (schema.IsMapList)
            value["x-kubernetes-list-map-keys"] = schema.MapKeys.ToJsonArray();
        if (schema.MergeKey is { } key)
            value["x-kubernetes-patch-merge-key"] = key;
        if (schema.MergeKey is not null || schema.MergesValues)
            value["x-kubernetes-patch-strategy"] = "merge";
    }

    private JsonObject TypeReference(Schema schema)
    {
        var name = ComponentNames.ForType(schema, group, version);
        if (!Schemas.ContainsKey(name))
            Schemas[name] = Struct(name, schema);
        return Reference(name);
    }

    private JsonObject Named(string name, Func<JsonObject> create)
    {
        if (!Schemas.ContainsKey(name))
            Schemas[name] = create();
        return Reference(name);
    }

    /// <summary>A description cannot stand beside a reference, so the reference moves into <c>allOf</c>.</summary>
    private static JsonObject Described(string? description, JsonObject value)
    {
        if (value.ContainsKey("$ref"))
            value = new JsonObject { ["allOf"] = new JsonArray(value) };
        if (description is not null)
            value["description"] = description;
        return value;
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = Prefix + name };

    private static JsonObject IntOrStringSchema() => new()
    {
        ["description"] = "IntOrString is a type that can hold an int32 or a string.",
        ["format"] = "int-or-string",
        ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
    };

    private static JsonObject Quantity() => new()
    {
        ["description"] = "Quantity is a fixed-point representation of a number, such as 500m, 1, 64Mi or 2Gi.",
        ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = "number" }),
    };

    private static JsonObject Time() => new()
    {
        ["description"] = "Time is an RFC 3339 time in UTC.",
        ["type"] = "string",
        ["format"] = "date-time",
    };
}
