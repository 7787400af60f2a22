using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>The managed redis.</summary>
public sealed class RedisSpec
{
    [Description("Container image. Default: redis:7-alpine.")]
    [Length(1, 512)]
    public string? Image { get; set; }

    [Description("CPU and memory. Default: requests 100m and 128Mi, limits 200m and 256Mi.")]
    public ResourcesSpec? Resources { get; set; }

    [Description("What redis' pod has beyond what the operator gives it. Default: nothing.")]
    public PodTemplateSpec? PodTemplate { get; set; }

    [Description("The volume that keeps redis' data.")]
    public PersistenceSpec? Persistence { get; set; }
}
