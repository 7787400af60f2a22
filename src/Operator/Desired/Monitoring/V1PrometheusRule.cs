using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace October.Operator.Desired.Monitoring;

/// <summary>The Prometheus operator's PrometheusRule: alerts that Prometheus evaluates.</summary>
[KubernetesEntity(Group = "monitoring.coreos.com", ApiVersion = "v1", Kind = "PrometheusRule", PluralName = "prometheusrules")]
internal sealed class V1PrometheusRule : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "monitoring.coreos.com/v1";

    public string Kind { get; set; } = "PrometheusRule";

    public V1ObjectMeta Metadata { get; set; } = new();

    public JsonObject Spec { get; set; } = [];
}
