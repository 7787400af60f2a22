using k8s;
using k8s.Models;

namespace October.Runtime.Engine;

/// <summary>What is read of a CustomResourceDefinition: its name and whether it is served. Schemas and annotations are dropped while reading.</summary>
[KubernetesEntity(Group = "apiextensions.k8s.io", ApiVersion = "v1", Kind = "CustomResourceDefinition", PluralName = "customresourcedefinitions")]
internal sealed class CustomResourceDefinition : IKubernetesObject<V1ObjectMeta>
{
    private V1ObjectMeta _metadata = new();

    public string ApiVersion { get; set; } = "apiextensions.k8s.io/v1";

    public string Kind { get; set; } = "CustomResourceDefinition";

    public V1ObjectMeta Metadata
    {
        get => _metadata;
        set
        {
            value.Annotations = null;
            _metadata = value;
        }
    }

    public DefinitionStatus? Status { get; set; }

    /// <summary>The API server serves its resources.</summary>
    public bool IsEstablished => Metadata.DeletionTimestamp is null
        && Status?.Conditions?.Any(condition => condition is { Type: "Established", Status: "True" }) == true;

    internal sealed class DefinitionStatus
    {
        public IList<DefinitionCondition>? Conditions { get; set; }
    }

    internal sealed class DefinitionCondition
    {
        public string? Type { get; set; }

        public string? Status { get; set; }
    }
}
