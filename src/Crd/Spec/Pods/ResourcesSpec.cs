using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>Compute resources of a container, by resource name (cpu, memory, ephemeral-storage).</summary>
public sealed class ResourcesSpec
{
    [Description(
        "What the scheduler reserves, by resource name, for example cpu: 100m or cpu: 0.1. Default: 100m cpu and 128Mi memory, but not more than the limit.")]
    [Quantity]
    [Length(maximum: 16)]
    public IDictionary<string, JsonNode?>? Requests { get; set; }

    [Description(
        "What the container may use at most, by resource name, for example memory: 512Mi. Default: 500m cpu and 512Mi memory, for redis 200m and 256Mi, "
            + "but not less than the request.")]
    [Quantity]
    [Length(maximum: 16)]
    public IDictionary<string, JsonNode?>? Limits { get; set; }
}
