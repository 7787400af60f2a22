using October.Crd.Attributes;
using October.Crd.Spec.Pods;

namespace October.Crd.Spec;

/// <summary>What api and worker have in common.</summary>
public abstract class ComponentSpec
{
    [Required]
    [Description("Container image with tag or digest, for example ghcr.io/acme/october-api:v1.2.0.")]
    [Pattern(ObjectNames.Image)]
    [Length(1, 512)]
    public string Image { get; set; } = "";

    [Description("A fixed number of pods, without an autoscaler. Live. Default: none; the HorizontalPodAutoscaler decides between its bounds.")]
    [RangeMinimum(0)]
    [RangeMaximum(1000)]
    public int? Replicas { get; set; }

    [Description("CPU and memory. Default: requests 100m and 128Mi, limits 500m and 512Mi.")]
    public ResourcesSpec? Resources { get; set; }

    [Description("Further environment variables of this component; they win over config. Default: none.")]
    [XListMapKeys("name")]
    [Length(maximum: 256)]
    public IList<EnvVarSpec>? Env { get; set; }

    [Description("Secrets and ConfigMaps whose every key is an environment variable; later ones win over earlier ones and over config, env wins over them. "
        + "What changes in them reaches a pod when it next starts. Default: none.")]
    [Length(maximum: 32)]
    public IList<EnvFromSpec>? EnvFrom { get; set; }

    [Description("How many pods a drain may take at a time. Live. Default: one in profile prod; in dev no limit.")]
    public PodDisruptionSpec? PodDisruption { get; set; }

    [Description("Timing of the health probes. Default: startup every 10 s for up to 30 failures; liveness and readiness every 10 s, 5 s timeout, 3 failures.")]
    public ProbesSpec? Probes { get; set; }

    [Description("What the component's pods have beyond what the operator gives them. Default: nothing.")]
    public PodTemplateSpec? PodTemplate { get; set; }

    [Description(
        "Seconds that a pod gets to finish what it is doing before it is killed; a pod of the api goes on taking requests for six of them, at most half. "
            + "Default: 30 for api, 60 for worker.")]
    [RangeMinimum(1)]
    [RangeMaximum(3600)]
    public int? TerminationGracePeriodSeconds { get; set; }
}
