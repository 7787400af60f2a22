using k8s;
using k8s.Models;

namespace October.Operator.Telemetry;

/// <summary>What a pod uses, as metrics-server or another source of the metrics API has measured it.</summary>
[KubernetesEntity(Group = "metrics.k8s.io", ApiVersion = "v1beta1", Kind = "PodMetrics", PluralName = "pods")]
internal sealed class V1PodMetrics : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "metrics.k8s.io/v1beta1";

    public string Kind { get; set; } = "PodMetrics";

    public V1ObjectMeta Metadata { get; set; } = new();

    public IReadOnlyList<V1ContainerMetrics>? Containers { get; set; }
}
