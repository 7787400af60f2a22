using October.Common.Time;
using October.Crd;
using October.Crd.Status;

namespace October.Operator.Decide.Status;

/// <summary>The status of an app that could not be reconciled: what was known before, and why it is no longer up to date.</summary>
internal static class FaultStatus
{
    /// <summary>The spec cannot be followed, which only a person can change.</summary>
    public static V1OctoberAppStatus Invalid(V1OctoberApp app, string message, DateTimeOffset now) =>
        Write(app, Phases.Failed, message, now, Reasons.InvalidSpec, ConditionTypes.Stalled);

    /// <summary>The error may pass, and the reconcile is retried.</summary>
    public static V1OctoberAppStatus Retried(V1OctoberApp app, string message, DateTimeOffset now) =>
        Write(app, Phases.Pending, $"Reconcile failed and is retried: {message}", now, Reasons.ReconcileError, ConditionTypes.Reconciling);

    private static V1OctoberAppStatus Write(V1OctoberApp app, string phase, string message, DateTimeOffset now, string reason, string extra)
    {
        var status = app.Status is null ? new V1OctoberAppStatus() : OctoberJson.Read<V1OctoberAppStatus>(OctoberJson.Node(app.Status));
        var generation = app.Metadata.Generation ?? 0;
        var previous = status.Conditions ?? [];
        AppCondition[] written =
        [
            New(ConditionTypes.Ready, isTrue: false),
            New(ConditionTypes.Progressing, isTrue: extra == ConditionTypes.Reconciling),
            New(extra, isTrue: true),
        ];
        string[] replaced = [ConditionTypes.Ready, ConditionTypes.Progressing, ConditionTypes.Reconciling, ConditionTypes.Stalled];
        status.Conditions = [.. written, .. previous.Where(condition => !replaced.Contains(condition.Type, StringComparer.Ordinal))];
        (status.Phase, status.Message, status.ObservedGeneration) = (phase, message, generation);
        return status;

        AppCondition New(string type, bool isTrue)
        {
            var before = previous.FirstOrDefault(condition => condition.Type == type);
            var value = isTrue ? "True" : "False";
            return new AppCondition
            {
                Type = type,
                Status = value,
                Reason = reason,
                Message = message,
                ObservedGeneration = generation,
                LastTransitionTime = before?.Status == value ? before.LastTransitionTime : now.TruncateToSecond().UtcDateTime,
            };
        }
    }
}
