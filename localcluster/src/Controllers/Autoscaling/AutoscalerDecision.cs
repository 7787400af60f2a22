using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>What a HorizontalPodAutoscaler does: pure (kubernetes/pkg/controller/podautoscaler).</summary>
internal static class AutoscalerDecision
{
    /// <summary>How often metrics are looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    public static Decision Decide(AutoscalerObserved observed, DateTimeOffset now)
    {
        var (autoscaler, target) = (observed.Autoscaler, observed.Target);
        var status = autoscaler.ObjectAt("status")?.Clone() ?? [];
        var conditions = autoscaler.ArrayAt("status", "conditions");
        status["desiredReplicas"] = status["desiredReplicas"]?.DeepClone() ?? 0L;
        if (target is null)
        {
            var reference = $"{autoscaler.StringAt("spec", "scaleTargetRef", "kind")} {autoscaler.StringAt("spec", "scaleTargetRef", "name")}";
            status["conditions"] = conditions.With(
                Condition("AbleToScale", "False", "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {reference} not found"),
                now);
            return Finish(autoscaler, status, []);
        }

        var current = target.LongAt("spec", "replicas") ?? 1;
        status["currentReplicas"] = target.LongAt("status", "replicas") ?? 0;
        if (current == 0)
        {
            status["desiredReplicas"] = 0L;
            status["conditions"] = conditions
                .With(AbleToScale("SucceededGetScale", "the HPA controller was able to get the target's current scale"), now)
                .With(Condition("ScalingActive", "False", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero"), now);
            return Finish(autoscaler, status, []);
        }

        var (min, max) = (autoscaler.LongAt("spec", "minReplicas") ?? 1, autoscaler.LongAt("spec", "maxReplicas") ?? 1);
        var plan = Plan(observed, current, min, max, conditions, now);
        status["conditions"] = plan.Conditions;
        status["desiredReplicas"] = plan.Desired;
        if (Metrics(observed) is { } metrics)
            status["currentMetrics"] = metrics;
        if (plan.Desired == current)
            return Finish(autoscaler, status, []);
        status["lastScaleTime"] = now.ToKubernetesTime();
        status["conditions"] = plan.Conditions.With(
            AbleToScale("SucceededRescale", $"the HPA controller was able to update the target scale to {plan.Desired}"), now);
        var type = target.StringAt("kind") == "ReplicaSet" ? ResourceTypes.ReplicaSets : ResourceTypes.Deployments;
        return Finish(autoscaler, status,
        [
            new Write.Patch(type, target, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = plan.Desired } }, "scale"),
            new Write.Emit(autoscaler, "Normal", "SuccessfulRescale", $"New size: {plan.Desired}; reason: {plan.Why}"),
        ]);
    }

    private static (long Desired, string Why, JsonArray Conditions) Plan(
        AutoscalerObserved observed, long current, long min, long max, JsonArray? conditions, DateTimeOffset now)
    {
        if (current > max)
            return (max, "Current number of replicas above Spec.MaxReplicas", conditions.With(Able(), now));
        if (current < min)
            return (min, "Current number of replicas below Spec.MinReplicas", conditions.With(Able(), now));
        var metric = CpuMetric.Of(observed.Autoscaler) ?? new CpuMetric(null, null);
        if (observed.Recommendations is not [.., var wanted])
        {
            return (current, "", conditions.With(Able(), now).With(
                Condition(
                    "ScalingActive", "False", metric.FailureReason,
                    "the HPA was unable to compute the replica count: failed to get cpu utilization: "
                        + (observed.Problem ?? "did not receive metrics for targeted pods (pods might be unready)")),
                now));
        }

        var stabilized = Math.Max(wanted, observed.Recommendations.Max());
        var able = stabilized > wanted
            ? AbleToScale("ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation")
            : AbleToScale("ReadyForNewScale", "recommended size matches current size");
        // The default policy of growing: four pods or as many as there are, whichever is more.
        var grown = Math.Min(stabilized, Math.Max(current + 4, current * 2));
        var desired = Math.Clamp(grown, min, max);
        var result = conditions
            .With(able, now)
            .With(Condition(
                "ScalingActive", "True", "ValidMetricFound",
                $"the HPA was able to successfully calculate a replica count from {metric.Words}"), now)
            .With(
                stabilized < min ? Condition("ScalingLimited", "True", "TooFewReplicas", "the desired replica count is less than the minimum replica count")
                : stabilized > max ? Condition("ScalingLimited", "True", "TooManyReplicas", "the desired replica count is more than the maximum replica count")
                : Condition("ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the acceptable range"),
                now);
        return (desired, desired > current ? $"{metric.Words} above target" : "All metrics below target", result);
    }

    private static JsonArray? Metrics(AutoscalerObserved observed)
    {
        if (CpuMetric.Of(observed.Autoscaler) is not { } metric || Recommendation.UtilizationOf(observed.CpuOfPods) is not { } utilization)
            return null;
        var average = observed.CpuOfPods.Sum(p => p.Used) / observed.CpuOfPods.Count;
        return new JsonArray(metric.ToStatus(new JsonObject
        {
            ["averageUtilization"] = utilization,
            ["averageValue"] = $"{Math.Round(average * 1000).ToString("0", CultureInfo.InvariantCulture)}m",
        }));
    }

    private static Decision Finish(JsonObject autoscaler, JsonObject status, List<Write> writes)
    {
        if (Write.Status(ResourceTypes.HorizontalPodAutoscalers, autoscaler, status) is { } write)
            writes.Add(write);
        return new Decision(writes, Period);
    }

    private static JsonObject Able() => AbleToScale("SucceededGetScale", "the HPA controller was able to get the target's current scale");

    private static JsonObject AbleToScale(string reason, string message) => Condition("AbleToScale", "True", reason, message);

    private static JsonObject Condition(string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
    };
}
