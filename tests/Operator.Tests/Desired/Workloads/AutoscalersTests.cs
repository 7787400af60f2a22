using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Spec.Pods;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Workloads;

public sealed class AutoscalersTests
{
    /// <summary>A metric of the whole pod cannot be computed when one container, such as a mesh's, has no request.</summary>
    [Fact]
    public void Cpu_and_memory_are_those_of_the_components_own_container_whatever_runs_beside_it()
    {
        var spec = DesiredStateTests.Minimal();
        spec.Autoscaling = new AutoscalingSpec
        {
            Api = new AutoscalerSpec { MemoryUtilization = 80 },
            Worker = new WorkerAutoscalerSpec { QueueLength = 100 },
        };
        var input = new DesiredInput
        {
            App = new AppIdentity("shops", "shop", "1"),
            Stable = new RenderedRevision("a", SpecDefaults.Resolve(spec)),
            Passwords = new Passwords("x"),
        };

        var metrics = DesiredState.Render(input).Objects.OfType<V2HorizontalPodAutoscaler>()
            .SelectMany(autoscaler => autoscaler.Spec.Metrics, (autoscaler, metric) => $"{autoscaler.Metadata.Name}: {Text(metric)}");

        Assert.Equal(["shop-api: cpu of api 70", "shop-api: memory of api 80", "shop-worker: cpu of worker 70", "shop-worker: External"], metrics);

        static string Text(V2MetricSpec metric) => metric is { Type: "ContainerResource", ContainerResource: { } source }
            ? $"{source.Name} of {source.Container} {source.Target.AverageUtilization}"
            : metric.Type;
    }
}
