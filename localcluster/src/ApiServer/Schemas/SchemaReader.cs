using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Reads <c>JSONSchemaProps</c> of a CustomResourceDefinition into schemas.</summary>
internal static class SchemaReader
{
    public static Schema Read(JsonObject props)
    {
        var schema = new Schema
        {
            Type = props.StringAt("type"),
            Format = props.StringAt("format"),
            Description = props.StringAt("description"),
            IntOrString = props.BoolAt("x-kubernetes-int-or-string") == true,
            PreserveUnknown = props.BoolAt("x-kubernetes-preserve-unknown-fields") == true || props.BoolAt("additionalProperties") == true,
            EmbeddedResource = props.BoolAt("x-kubernetes-embedded-resource") == true,
            Nullable = props.BoolAt("nullable") == true,
            Default = props["default"],
            Required = [.. props.ArrayAt("required").Strings()],
            ListType = props.StringAt("x-kubernetes-list-type") ?? "atomic",
            MapKeys = [.. props.ArrayAt("x-kubernetes-list-map-keys").Strings()],
            AtomicMap = props.StringAt("x-kubernetes-map-type") == "atomic",
            Rules = props,
        };
        foreach (var (name, child) in props.ObjectAt("properties") ?? [])
        {
            if (child is JsonObject childProps)
                schema.Properties[name] = Read(childProps);
        }

        if (props.ObjectAt("additionalProperties") is { } additional)
            schema.AdditionalProperties = Read(additional);
        if (props.ObjectAt("items") is { } items)
            schema.Items = Read(items);
        return schema;
    }

    /// <summary>The schema of a whole custom resource: its own, plus apiVersion, kind and metadata.</summary>
    public static Schema ReadRoot(JsonObject props)
    {
        var root = Read(props);
        root.Properties["apiVersion"] = new Schema { Type = "string", Description = BuiltInNames.ApiVersionDescription };
        root.Properties["kind"] = new Schema { Type = "string", Description = BuiltInNames.KindDescription };
        root.Properties["metadata"] = BuiltInSchemas.ObjectMeta;
        return root;
    }
}
