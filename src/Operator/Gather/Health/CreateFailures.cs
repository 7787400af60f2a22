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
        var condition = deployment.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" });
        if (condition is null || deployment.Status!.ObservedGeneration < deployment.Metadata.Generation)
            return null;
        var message = condition.Message ?? "";
        var reason = Reason(message);
        if (reason == Reasons.CreateFailed && condition.LastTransitionTime is { } since && now.UtcDateTime - since.ToUniversalTime() < Passing)
            return null;
        return new Failure(reason, $"deployment {deployment.Metadata.Name} cannot create pods: {Bounded.Text(message, 500)}");
    }

    private static string Reason(string message) =>
        RefusalReasons.Of(message)
        ?? (message.Contains("is forbidden", StringComparison.Ordinal) ? Reasons.Forbidden
            : message.Contains("is invalid", StringComparison.Ordinal) ? Reasons.Invalid
            : Reasons.CreateFailed);
}
