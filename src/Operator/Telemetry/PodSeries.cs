using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Model;
using October.Operator.Gather.Health;
using October.Runtime.Informers;
using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>
/// What alerts ask of pods, for clusters whose Prometheus has neither kube-state-metrics nor the kubelet's container metrics: restarts from the store,
/// CPU and memory from the metrics API.
/// </summary>
internal sealed class PodSeries
{
    private static readonly string[] Labelled = ["namespace", "name", "component", "track", "pod", "container"];

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Store<V1Pod> _pods;
    private readonly PodUsage _usage;
    private readonly SweptGauge _restarts;
    private readonly SweptGauge _crashing;
    private readonly SweptGauge _cpu;
    private readonly SweptGauge _memory;

    private PodSeries(MetricFactory metrics, Store<V1Pod> pods, PodUsage usage)
    {
        (_pods, _usage) = (pods, usage);
        _restarts = new(metrics, "octoberapp_container_restarts", "How often a container of the pod has been restarted.", Labelled);
        _crashing = new(metrics, "octoberapp_container_crashing", "1 while a container that failed waits for its next start (CrashLoopBackOff).", Labelled);
        _cpu = new(metrics, "octoberapp_container_cpu_cores", "Cores that a container uses, from the metrics API.", Labelled);
        _memory = new(metrics, "octoberapp_container_memory_bytes", "Working set of a container, from the metrics API.", Labelled);
    }

    /// <summary>Fills the registry before each scrape from now on.</summary>
    public static void Register(CollectorRegistry registry, Store<V1Pod> pods, PodUsage usage) =>
        registry.AddBeforeCollectCallback(new PodSeries(Metrics.WithCustomRegistry(registry), pods, usage).CollectAsync);

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        // Two scrapes may come at once.
        await _gate.WaitAsync(cancellationToken);
        try
        {
            foreach (var pod in _pods.All())
            {
                foreach (var container in pod.Status?.ContainerStatuses ?? [])
                {
                    Set(_restarts, container.RestartCount, pod.Metadata, container.Name);
                    Set(_crashing, pod.MayRun() && container.IsCrashing() ? 1 : 0, pod.Metadata, container.Name);
                }
            }

            foreach (var pod in await _usage.ReadAsync(cancellationToken))
            {
                foreach (var container in (pod.Containers ?? []).Where(container => container is { Name: not null }))
                {
                    Set(_cpu, Usage(container, "cpu"), pod.Metadata, container.Name);
                    Set(_memory, Usage(container, "memory"), pod.Metadata, container.Name);
                }
            }

            foreach (var gauge in (SweptGauge[])[_restarts, _crashing, _cpu, _memory])
                gauge.Sweep();
        }
        finally
        {
            _gate.Release();
        }
    }

    private static double? Usage(V1ContainerMetrics container, string resource) =>
        container.Usage?.TryGetValue(resource, out var quantity) == true && quantity is not null && Quantities.IsQuantity(quantity)
            ? (double)new ResourceQuantity(quantity).ToDecimal()
            : null;

    private static void Set(SweptGauge gauge, double? value, V1ObjectMeta? pod, string container)
    {
        if (
            value is { } known
            && pod is { Name: not null, NamespaceProperty: not null }
            && pod.Labels?.TryGetValue(Labels.App, out var app) == true
            && pod.Labels.TryGetValue(Labels.Component, out var component))
            gauge.Set(known, pod.NamespaceProperty, app, component, pod.Labels.TryGetValue(Labels.Track, out var track) ? track : "", pod.Name, container);
    }
}
