using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>What a component's pods have beyond what the operator gives them.</summary>
public sealed class PodTemplateSpec
{
    [Description("Further labels of the pods; the operator's own win. Default: none.")]
    [Length(maximum: 64)]
    [TextLength(63)]
    public IDictionary<string, string>? Labels { get; set; }

    [Description("Annotations of the pods. Default: none.")]
    [Length(maximum: 64)]
    [TextLength(16384)]
    public IDictionary<string, string>? Annotations { get; set; }

    [Description("Part of a pod's spec, as in a Pod, merged strategically into the operator's: containers, env and volumes by name, volumeMounts by mountPath, "
        + "ports by containerPort; an env or volume of the same name is replaced, other lists are replaced as a whole. For affinity, tolerations, "
        + "nodeSelector, sidecars. The container is named as the component: api, worker or redis. Default: none.")]
    [PreserveUnknownFields]
    public JsonObject? Spec { get; set; }
}
