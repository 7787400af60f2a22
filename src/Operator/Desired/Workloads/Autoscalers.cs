using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Configuration;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

/// <summary>HorizontalPodAutoscalers of api and worker; none where the number of pods is fixed, or while a restore decides it.</summary>
internal static class Autoscalers
{
    /// <exception cref="FormatException">The user's behavior is not one.</exception>
    public static V2HorizontalPodAutoscaler? Render(DesiredInput input, string component, ResolvedComponent spec) =>
        spec.Autoscaler is not { } autoscaler || input.Scale is not null ? null : new V2HorizontalPodAutoscaler
        {
            Metadata = Meta.Of(input.App, Names.Component(input.App, component), component),
            Spec = new V2HorizontalPodAutoscalerSpec
            {
                MinReplicas = autoscaler.MinReplicas,
                MaxReplicas = autoscaler.MaxReplicas,
                ScaleTargetRef = new V2CrossVersionObjectReference
                {
                    ApiVersion = "apps/v1",
                    Kind = "Deployment",
                    Name = Names.Component(input.App, component),
                },
                Behavior = autoscaler.BehaviorJson is { } behavior ? Behavior(behavior, $"spec.autoscaling.{component}.behavior") : null,
                Metrics = [.. Metrics(input.App, component, autoscaler)],
            },
        };

    private static V2HorizontalPodAutoscalerBehavior Behavior(string json, string path) => FreeForm.Read<V2HorizontalPodAutoscalerBehavior>(
        AnyShape.Checked(json, path), path, "an autoscaler's behavior: see kubectl explain hpa.spec.behavior");

    private static IEnumerable<V2MetricSpec> Metrics(AppIdentity app, string container, ResolvedAutoscaler autoscaler)
    {
        yield return Resource(container, "cpu", autoscaler.CpuUtilization);
        if (autoscaler.MemoryUtilization is { } memory)
            yield return Resource(container, "memory", memory);
        if (autoscaler.QueueLength is { } waiting)
            yield return Waiting(app, waiting);
    }

    /// <summary>
    /// Of the component's own container (Kubernetes 1.30 and later): of a pod with a container that requests nothing, such as a mesh's, an autoscaler
    /// computes no utilization, and scales no more.
    /// </summary>
    private static V2MetricSpec Resource(string container, string name, int utilization) => new()
    {
        Type = "ContainerResource",
        ContainerResource = new V2ContainerResourceMetricSource
        {
            Container = container,
            Name = name,
            Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = utilization },
        },
    };

    /// <summary>The worker's own gauge, by the Service that it is scraped through.</summary>
    private static V2MetricSpec Waiting(AppIdentity app, int perPod) => new()
    {
        Type = "External",
        External = new V2ExternalMetricSource
        {
            Metric = new V2MetricIdentifier
            {
                Name = "celery_queue_length",
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["service"] = Names.Component(app, Names.Worker) } },
            },
            Target = new V2MetricTarget { Type = "AverageValue", AverageValue = new ResourceQuantity($"{perPod}") },
        },
    };
}
