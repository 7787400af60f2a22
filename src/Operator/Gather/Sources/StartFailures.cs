using k8s.Models;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Reads why the containers of a pod on its node are not started: a volume, the network, an image that takes long. Their status says ContainerCreating, or
/// PodInitializing, whatever it is; only events say more.
/// </summary>
internal sealed class StartFailures(PodEvents events)
{
    private const string Pulling = "Pulling";

    /// <summary>Longer than a line of a log: the cause is often at the end.</summary>
    private const int MessageLimit = 500;

    /// <summary>Of the kubelet, and of the controller that attaches volumes (<c>pkg/kubelet/events</c>).</summary>
    private static readonly string[] Failures =
    [
        "FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox", "FailedCreatePodContainer", "FailedPrepareDynamicResources",
        "NetworkNotReady",
    ];

    /// <summary>With these, what failed before has passed.</summary>
    private static readonly string[] Advances = [Pulling, "Pulled", "Created", "Started"];

    /// <summary>What fails at the moment, for example <c>MountVolume.SetUp failed for volume "y" : secret "y" not found</c>; null for nothing.</summary>
    public async Task<string?> LatestAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var (message, problem) = await events.MessageAsync(pod, reason: null, Choose, MessageLimit, cancellationToken);
        return problem is null ? message : $"why pod {pod.Metadata.Name} is not started cannot be read: {problem}";
    }

    private static Corev1Event? Choose(IReadOnlyList<Corev1Event> events)
    {
        var advance = events.LastOrDefault(static one => Advances.Contains(one.Reason));
        var failures = events.Where(one => Failures.Contains(one.Reason) && (advance is null || PodEvents.At(one) > PodEvents.At(advance))).ToList();
        return failures.FindLast(static one => !IsSummary(one)) ?? failures.LastOrDefault() ?? (advance?.Reason == Pulling ? advance : null);
    }

    /// <summary>Every two minutes the kubelet also says which volumes are missing, without what they failed with.</summary>
    private static bool IsSummary(Corev1Event one) => one.Message?.StartsWith("Unable to attach or mount volumes", StringComparison.Ordinal) == true;
}
