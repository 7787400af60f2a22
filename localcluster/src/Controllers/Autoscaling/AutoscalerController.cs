using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>
/// Feeds <see cref="AutoscalerDecision"/>: the scale target and its pods from the caches, CPU from the node, and the memory that keeps a
/// Deployment from shrinking at every lull.
/// </summary>
internal sealed class AutoscalerController(ControllerContext context, UsageSampler usages) : Controller(context, "horizontal-pod-autoscaler")
{
    private static readonly TimeSpan DefaultStabilization = TimeSpan.FromMinutes(5);

    private readonly Dictionary<NamespacedName, List<(DateTimeOffset At, long Replicas)>> _history = [];
    private Informer _autoscalers = null!;
    private Informer _deployments = null!;
    private Informer _replicaSets = null!;
    private Informer _pods = null!;

    protected override void Subscribe()
    {
        _autoscalers = Watch(ResourceTypes.HorizontalPodAutoscalers);
        _deployments = Watch(ResourceTypes.Deployments, d => KeysOfTarget(d, "Deployment"));
        _replicaSets = Watch(ResourceTypes.ReplicaSets, r => KeysOfTarget(r, "ReplicaSet"));
        _pods = Context.Informers.Get(ResourceTypes.Pods);
    }

    protected override Decision Decide(NamespacedName key)
    {
        if (_autoscalers.Get(key.Namespace, key.Name) is not { } autoscaler)
        {
            _history.Remove(key);
            return Decision.Nothing;
        }

        var target = Target(autoscaler);
        var (usage, problem) = target is not null && CpuMetric.Of(autoscaler) is { } metric ? Usage(target, metric) : ([], null);
        var recommended = RecordRecommendation(key, autoscaler, target, usage);
        return AutoscalerDecision.Decide(new AutoscalerObserved(autoscaler, target, usage, recommended) { Problem = problem }, Context.Now);
    }

    private IEnumerable<NamespacedName> KeysOfTarget(JsonObject target, string kind) => _autoscalers.InNamespace(target.Namespace())
        .Where(a => a.StringAt("spec", "scaleTargetRef", "kind") == kind && a.StringAt("spec", "scaleTargetRef", "name") == target.Name())
        .Select(NamespacedName.Of);

    private JsonObject? Target(JsonObject autoscaler)
    {
        var name = autoscaler.StringAt("spec", "scaleTargetRef", "name") ?? "";
        return autoscaler.StringAt("spec", "scaleTargetRef", "kind") switch
        {
            "Deployment" => _deployments.Get(autoscaler.Namespace(), name),
            "ReplicaSet" => _replicaSets.Get(autoscaler.Namespace(), name),
            _ => null,
        };
    }

    private (List<PodUsage> Usage, string? Problem) Usage(JsonObject target, CpuMetric metric)
    {
        var selector = LabelSelector.FromObject(target.ObjectAt("spec", "selector"));
        var rates = usages.Rates;
        var pods = _pods.InNamespace(target.Namespace()).Where(pod => selector.Matches(pod) && pod.IsActive() && pod.IsReady()).ToList();
        foreach (var pod in pods)
        {
            if (metric.Unrequested(pod) is { } container)
                return ([], $"missing request for cpu in container {container} of Pod {pod.Name()}");
        }

        return (
            [
                .. from pod in pods
                   let rate = rates.GetValueOrDefault(pod.Uid())
                   where rate is not null && InitializationPeriod.IsOver(pod, rate.At, rate.Window, Context.Now)
                   let usage = metric.Usage(pod, rate)
                   where usage is not null
                   select usage,
            ], null);
    }

    private List<long> RecordRecommendation(NamespacedName key, JsonObject autoscaler, JsonObject? target, IReadOnlyList<PodUsage> usage)
    {
        if (!_history.TryGetValue(key, out var history))
            _history[key] = history = [];
        var seconds = autoscaler.LongAt("spec", "behavior", "scaleDown", "stabilizationWindowSeconds");
        var window = seconds is { } s ? TimeSpan.FromSeconds(s) : DefaultStabilization;
        history.RemoveAll(h => h.At < Context.Now - window);
        if (target is null || Recommendation.Of(autoscaler, target.LongAt("spec", "replicas") ?? 1, usage) is not { } wanted)
            return [];
        // The first word counts for the present size, too: nothing shrinks just because the controller was started.
        if (history.Count == 0)
            history.Add((Context.Now, target.LongAt("spec", "replicas") ?? 1));
        history.Add((Context.Now, wanted));
        return [.. history.Select(h => h.Replicas)];
    }
}
