using k8s.Models;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Reads why an image cannot be pulled. Before Kubernetes 1.32 a container that waits for its next try does not say it, only the event of the try does; and
/// whether another attempt may help is told by those words alone. Without them it is taken for a failure of the revision.
/// </summary>
internal sealed class PullFailures(PodEvents events)
{
    private const int MessageLimit = 500;

    /// <summary>The failure, with its cause where it has none.</summary>
    public async Task<Failure> ExplainAsync(Failure failure, V1Pod pod, CancellationToken cancellationToken)
    {
        if (failure.Reason != Reasons.ImagePullFailed || !IsUnexplained(failure.Message))
            return failure;
        var (cause, _) = await events.MessageAsync(pod, "Failed", static all => all.LastOrDefault(IsOfPull), MessageLimit, cancellationToken);
        return cause is null ? failure : failure with { Message = $"{failure.Message}: {cause}" };
    }

    private static bool IsOfPull(Corev1Event one) => one.Message?.StartsWith("Failed to pull image", StringComparison.Ordinal) == true;

    private static bool IsUnexplained(string message) =>
        message.Contains("Back-off pulling image", StringComparison.Ordinal) && !message.Contains("ErrImagePull", StringComparison.Ordinal);
}
