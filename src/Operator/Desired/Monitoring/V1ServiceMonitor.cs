using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace October.Operator.Desired.Monitoring;

/// <summary>The Prometheus operator's ServiceMonitor: which Services to scrape, and how.</summary>
[KubernetesEntity(Group = "monitoring.coreos.com", ApiVersion = "v1", Kind = "ServiceMonitor", PluralName = "servicemonitors")]
internal sealed class V1ServiceMonitor : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "monitoring.coreos.com/v1";

    public string Kind { get; set; } = "ServiceMonitor";

    public V1ObjectMeta Metadata { get; set; } = new();

    public JsonObject Spec { get; set; } = [];
}
