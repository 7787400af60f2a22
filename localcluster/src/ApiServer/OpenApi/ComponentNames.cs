using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>Names of the schemas in OpenAPI documents, such as <c>io.k8s.api.apps.v1.Deployment</c>.</summary>
internal static class ComponentNames
{
    private const string MetaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1";

    private static readonly HashSet<string> Meta = new(StringComparer.Ordinal)
    {
        "ObjectMeta",
        "ListMeta",
        "LabelSelector",
        "LabelSelectorRequirement",
        "OwnerReference",
        "ManagedFieldsEntry",
        "Condition",
        "DeleteOptions",
        "Preconditions",
        "Status",
        "FieldSelectorRequirement",
    };

    /// <summary>The types below core's kinds: other groups use them as they are.</summary>
    private static readonly Lazy<HashSet<string>> CoreModels = new(() =>
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var kind in (string[])
                [
                    "Pod",
                    "PodTemplate",
                    "Service",
                    "PersistentVolumeClaim",
                    "PersistentVolume",
                    "Node",
                    "Namespace",
                    "Secret",
                    "ConfigMap",
                    "Endpoints",
                    "ResourceQuota",
                ]
        )
            Walk(BuiltInSchemas.Find("", "v1", kind), found);
        return found;
    });

    public static string For(ResourceKind kind) => kind.IsCustom
        ? $"{string.Join('.', kind.Group.Split('.').Reverse())}.{kind.Version}.{kind.Kind}"
        : $"{Package(kind.Group, kind.Version)}.{kind.Kind}";

    /// <summary>The name of a type that is no kind of its own.</summary>
    public static string ForType(Schema schema, string group, string version)
    {
        var name = schema.TypeName!;
        if (Meta.Contains(name))
            return $"{MetaPackage}.{name}";
        return CoreModels.Value.Contains(schema.ModelName!) ? $"io.k8s.api.core.v1.{name}" : $"{Package(group, version)}.{name}";
    }

    private static string Package(string group, string version) => group switch
    {
        "" => $"io.k8s.api.core.{version}",
        "apiextensions.k8s.io" => $"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.{version}",
        "rbac.authorization.k8s.io" => $"io.k8s.api.rbac.{version}",
        _ => $"io.k8s.api.{group.Split('.')[0]}.{version}",
    };

    private static void Walk(Schema? schema, HashSet<string> found)
    {
        if (schema is null || (schema.ModelName is { } model && !found.Add(model)))
            return;
        foreach (var child in schema.Properties.Values)
            Walk(child, found);
        Walk(schema.Items, found);
        Walk(schema.AdditionalProperties, found);
    }
}
