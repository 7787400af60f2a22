using k8s.Models;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Messages;

namespace October.Operator.Gather.Health;

/// <summary>
/// Why a Deployment's pods are not created at all: its ReplicaSet was refused by quota, limit ranges, pod security, a webhook or the like, and says so in
/// the condition ReplicaFailure (kubernetes.io/docs/concepts/workloads/controllers/deployment, "Failed Deployment").
/// </summary>
internal static class CreateFailures
{
    /// <summary>What is no refusal, such as a webhook that does not answer, may pass within this time.</summary>
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(30);

    /// <summary>The failure; null while pods are created, and before the Deployment controller has seen the last change.</summary>
    public static Failure? Of(V1Deployment deployment, DateTimeOffset now)
    {
        var condition = Condition(deployment);
        if (condition is null || deployment.Status!.ObservedGeneration < deployment.Metadata.Generation)
            return null;
        var message = condition.Message ?? "";
        var reason = Reason(message);
        if (reason == Reasons.CreateFailed && condition.LastTransitionTime is { } since && now.UtcDateTime - since.ToUniversalTime() < Passing)
            return null;
        return new Failure(reason, $"deployment {deployment.Metadata.Name} cannot create pods: {Bounded.Text(message, 500)}");
    }

    /// <summary>
    /// When that was said. A Deployment keeps the condition of its older ReplicaSets, with their words and time, also while the newest one creates pods; null
    /// where it has none.
    /// </summary>
    public static DateTimeOffset? At(V1Deployment deployment)
    {
        var (transition, update) = (Condition(deployment)?.LastTransitionTime, Condition(deployment)?.LastUpdateTime);
        return (update > transition ? update : transition ?? update) is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null;
    }

    private static V1DeploymentCondition? Condition(V1Deployment deployment) =>
        deployment.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" });

    private static string Reason(string message) =>
        RefusalReasons.Of(message)
        ?? (message.Contains("is forbidden", StringComparison.Ordinal) ? Reasons.Forbidden
            : message.Contains("is invalid", StringComparison.Ordinal) ? Reasons.Invalid
            : Reasons.CreateFailed);
}
