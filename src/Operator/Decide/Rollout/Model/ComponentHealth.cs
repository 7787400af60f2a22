namespace October.Operator.Decide.Rollout.Model;

/// <summary>What is seen of one Deployment and its pods.</summary>
internal sealed record ComponentHealth
{
    /// <summary>Nothing there.</summary>
    public static ComponentHealth Absent { get; } = new();

    /// <summary>Run by somebody else: only the smoke probes reach it, through the app.</summary>
    public static ComponentHealth Elsewhere { get; } = new() { Exists = true, Observed = true, WantsNone = true };

    /// <summary>The revision in the pod template; null when absent or not revisioned (redis).</summary>
    public string? Revision { get; init; }

    public string? Image { get; init; }

    /// <summary>Digest of the image that the pods of the template's revision run; null where no node reports one.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>Which of redis' passwords, counted, the pod template is for.</summary>
    public int PasswordVersion { get; init; }

    /// <summary>Pods for a password before that, also those that are being deleted, which no Deployment counts: they use it until they have ended.</summary>
    public int PodsBefore { get; init; }

    public bool Exists { get; init; }

    /// <summary>The Deployment controller has seen the last change.</summary>
    public bool Observed { get; init; }

    public int Desired { get; init; }

    /// <summary>Without a pod nothing is missing: the spec asks for none, or somebody else runs it.</summary>
    public bool WantsNone { get; init; }

    public int Total { get; init; }

    public int Updated { get; init; }

    public int Ready { get; init; }

    /// <summary>Those among the ready ones that are of the template's revision.</summary>
    public int ReadyUpdated { get; init; }

    /// <summary>When the youngest ready pod was created; null while none is ready.</summary>
    public DateTimeOffset? NewestReadyPodAt { get; init; }

    /// <summary>When the youngest pod was created that is not ready; null while every one is.</summary>
    public DateTimeOffset? NewestUnreadyPodAt { get; init; }

    public int Available { get; init; }

    /// <summary>Pods that wait for a node, or for their image on it.</summary>
    public int AwaitingNode { get; init; }

    /// <summary>Pods of the template's revision will not come up by waiting.</summary>
    public Failure? Fatal { get; init; }

    /// <summary>Since when its Deployment has said that it is not available; null while it is, or says nothing.</summary>
    public DateTimeOffset? UnavailableSince { get; init; }

    /// <summary>When the pod was created that <see cref="Fatal"/> is about.</summary>
    public DateTimeOffset? FatalPodAt { get; init; }

    /// <summary>
    /// Why the newest pod that is not ready is not started, or what the kubelet got from its probes; null for nothing, or where it was not read.
    /// </summary>
    public string? NotReady { get; init; }

    /// <summary>What pods that are not up say of it; null for nothing, or where it was not read.</summary>
    public string? Evidence { get; init; }

    /// <summary>Pods cannot be created: what the API server refused them for, as quota, limits, pod security or a webhook. It may pass.</summary>
    public Failure? CreateFailure { get; init; }

    /// <summary>When that was said, in whole seconds; null where it is not known.</summary>
    public DateTimeOffset? CreateFailureAt { get; init; }

    /// <summary>
    /// Why pods cannot be created, where that was said since then: what is older may be of an older ReplicaSet. Where the clocks differ the worst is that the
    /// deadline decides.
    /// </summary>
    public Failure? CreateFailureSince(DateTimeOffset time) => CreateFailureAt >= time ? CreateFailure : null;

    /// <summary>Every wanted pod is of the template's revision and available, and no other is left.</summary>
    public bool IsComplete =>
        Exists && Observed && Updated == Desired && Total == Desired && Available >= Desired && (Desired > 0 || WantsNone);

    /// <summary>As <see cref="IsComplete"/>, but for pods that wait for the cluster: for a node, or to be created. One at least is available.</summary>
    public bool IsUpWherePossible =>
        IsComplete
        || (Exists
            && Observed
            && Total == Updated
            && Available > 0
            && Available + AwaitingNode >= Updated
            && (Updated == Desired || CreateFailure is not null));
}
