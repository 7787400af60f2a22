using k8s.Models;
using October.Crd.Spec.Pods;

namespace October.Crd.Defaults;

/// <summary>The api or the worker.</summary>
public sealed record ResolvedComponent
{
    public required string Image { get; init; }

    /// <summary>A fixed number of pods; null when <see cref="Autoscaler"/> decides.</summary>
    public required int? Replicas { get; init; }

    /// <summary>Null when the number is fixed.</summary>
    public required ResolvedAutoscaler? Autoscaler { get; init; }

    public required ResolvedResources Resources { get; init; }

    public required IReadOnlyList<EnvVarSpec> Env { get; init; }

    /// <summary>In this order, after config.</summary>
    public IReadOnlyList<EnvFromSpec> EnvFrom { get; init; } = [];

    /// <summary>Pods that a drain may take at a time, a number or a percentage; null for no limit.</summary>
    public IntOrString? MaxUnavailable { get; init; }

    public required ResolvedProbes Probes { get; init; }

    /// <summary>Merged into the pods; null for nothing.</summary>
    public ResolvedPodTemplate? PodTemplate { get; init; }

    public required int TerminationGracePeriodSeconds { get; init; }

    /// <summary>Tasks at the same time, for a worker; null when the image decides.</summary>
    public int? Concurrency { get; init; }
}
