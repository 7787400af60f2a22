using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using k8s.Models;
using October.Crd.Attributes;

namespace October.Crd.Schema;

/// <summary>Builds the CustomResourceDefinition from the entity type and its attributes.</summary>
[RequiresUnreferencedCode("Reads the types by reflection: for making the files under config and docs, not for the programs.")]
public static class CrdBuilder
{
    /// <summary>The CustomResourceDefinition of <see cref="V1OctoberApp"/>. Pure: the same type gives the same object.</summary>
    public static V1CustomResourceDefinition Build()
    {
        var entity = typeof(V1OctoberApp);
        var kubernetes = entity.GetCustomAttribute<KubernetesEntityAttribute>()!;
        var names = entity.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()!;
        return new V1CustomResourceDefinition
        {
            ApiVersion = "apiextensions.k8s.io/v1",
            Kind = "CustomResourceDefinition",
            Metadata = new V1ObjectMeta
            {
                Name = $"{kubernetes.PluralName}.{kubernetes.Group}",
                Labels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = "october", ["app.kubernetes.io/component"] = "crd" },
            },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = kubernetes.Group,
                Scope = "Namespaced",
                Names = new V1CustomResourceDefinitionNames
                {
                    Kind = kubernetes.Kind,
                    ListKind = kubernetes.Kind + "List",
                    Plural = kubernetes.PluralName,
                    Singular = OctoberApi.Singular,
                    ShortNames = [.. names.ShortNames],
                    Categories = [.. names.Categories],
                },
                Versions =
                [
                    new V1CustomResourceDefinitionVersion
                    {
                        Name = kubernetes.ApiVersion,
                        Served = true,
                        Storage = true,
                        Subresources = new V1CustomResourceSubresources { Status = new object() },
                        AdditionalPrinterColumns = [.. entity.GetCustomAttributes<AdditionalPrinterColumnAttribute>().Select(Column)],
                        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = SchemaBuilder.ForEntity(entity) },
                    },
                ],
            },
        };
    }

    private static V1CustomResourceColumnDefinition Column(AdditionalPrinterColumnAttribute column) => new()
    {
        JsonPath = column.JsonPath,
        Name = column.Name,
        Type = column.Type,
        Description = column.Description,
        Priority = column.Wide ? 1 : null,
    };
}
