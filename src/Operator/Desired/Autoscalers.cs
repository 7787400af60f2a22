using k8s.Models;
using October.Crd.Defaults;

namespace October.Operator.Desired;

/// <summary>HorizontalPodAutoscalers of api and worker; none where the number of pods is fixed.</summary>
internal static class Autoscalers
{
    public static V2HorizontalPodAutoscaler? Render(DesiredInput input, string component, ResolvedComponent spec) =>
        spec.Autoscaler is not { } autoscaler ? null : new V2HorizontalPodAutoscaler
        {
            Metadata = Meta.Of(input.App, Names.Component(input.App, component), component),
            Spec = new V2HorizontalPodAutoscalerSpec
            {
                MinReplicas = autoscaler.MinReplicas,
                MaxReplicas = autoscaler.MaxReplicas,
                ScaleTargetRef = new V2CrossVersionObjectReference { ApiVersion = "apps/v1", Kind = "Deployment", Name = Names.Component(input.App, component) },
                Metrics =
                [
                    new V2MetricSpec
                    {
                        Type = "Resource",
                        Resource = new V2ResourceMetricSource
                        {
                            Name = "cpu",
                            Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = autoscaler.CpuUtilization },
                        },
                    },
                ],
            },
        };
}
