using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

/// <summary>PodDisruptionBudgets of api and worker where there is a limit: in profile prod a drain takes one pod at a time.</summary>
internal static class DisruptionBudgets
{
    public static V1PodDisruptionBudget? Render(DesiredInput input, string component, ResolvedComponent spec) =>
        spec.MaxUnavailable is not { } limit ? null : new V1PodDisruptionBudget
        {
            Metadata = Meta.Of(input.App, Names.Component(input.App, component), component),
            Spec = new V1PodDisruptionBudgetSpec
            {
                // Not minAvailable: with a single pod that would block a drain for good.
                MaxUnavailable = limit,
                // A pod that is not ready serves nobody, and must not hold up a drain either.
                UnhealthyPodEvictionPolicy = "AlwaysAllow",
                Selector = new V1LabelSelector { MatchLabels = Labels.Selector(input.App, component, Track.Stable) },
            },
        };
}
