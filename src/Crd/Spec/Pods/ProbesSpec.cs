namespace October.Crd.Spec.Pods;

/// <summary>Timing of the kubelet's three probes; their paths are fixed (/healthz, /healthz, /ready).</summary>
public sealed class ProbesSpec
{
    [Description("Runs until it first succeeds; gives the application time to start.")]
    public ProbeTimingSpec? Startup { get; set; }

    [Description("Restarts the container when it fails.")]
    public ProbeTimingSpec? Liveness { get; set; }

    [Description("Takes the pod out of its Service while it fails.")]
    public ProbeTimingSpec? Readiness { get; set; }
}
