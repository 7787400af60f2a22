namespace October.Crd.Defaults;

/// <summary>Bounds and targets of a HorizontalPodAutoscaler.</summary>
/// <param name="MinReplicas">Fewest pods.</param>
/// <param name="MaxReplicas">Most pods.</param>
/// <param name="CpuUtilization">In percent of the request.</param>
/// <param name="MemoryUtilization">In percent of the request; null when memory is not looked at.</param>
/// <param name="QueueLength">Waiting tasks per pod; null when the queue is not looked at.</param>
/// <param name="BehaviorJson">As the user wrote it; null for the cluster's default.</param>
public sealed record ResolvedAutoscaler(int MinReplicas, int MaxReplicas, int CpuUtilization, int? MemoryUtilization, int? QueueLength, string? BehaviorJson);

/// <summary>Requests and limits by resource name, as quantities.</summary>
public sealed record ResolvedResources(IReadOnlyDictionary<string, string> Requests, IReadOnlyDictionary<string, string> Limits);

/// <summary>Timing of one kubelet probe, in seconds.</summary>
public sealed record ResolvedProbe(int InitialDelaySeconds, int PeriodSeconds, int TimeoutSeconds, int FailureThreshold);

/// <summary>The three kubelet probes.</summary>
public sealed record ResolvedProbes(ResolvedProbe Startup, ResolvedProbe Liveness, ResolvedProbe Readiness);

/// <summary>
/// The managed redis, whose append-only file goes to the disk as <paramref name="AppendFsync"/> says; with an <paramref name="ExternalUrl"/> there is none, and
/// the app uses the one there, or the one that the Sentinels or nodes of a cluster there name. With <paramref name="Retain"/> its volume outlives the app.
/// </summary>
public sealed record ResolvedRedis(
    string Image,
    ResolvedResources Resources,
    string Size,
    string? StorageClassName,
    ResolvedPodTemplate? PodTemplate = null,
    string? ExternalUrl = null,
    string AppendFsync = "everysec",
    bool Retain = false)
{
    /// <summary>Where its certificate comes from; null where connections are not encrypted.</summary>
    public ResolvedRedisTls? Tls { get; init; }

    /// <summary>The Sentinels that say where an external one is; null without.</summary>
    public ResolvedSentinel? Sentinel { get; init; }

    /// <summary>The cluster that an external one is; null without.</summary>
    public ResolvedCluster? Cluster { get; init; }

    /// <summary>The operator runs it.</summary>
    public bool IsManaged => ExternalUrl is null;
}

/// <summary>Sentinels: the name of the primary, the port of the redis servers that they name, and the key of their own password in the app's Secret.</summary>
public sealed record ResolvedSentinel(string MasterName, int RedisPort, string? PasswordKey);

/// <summary>A Redis Cluster: the hash tag, null for that of the app's name, and the port of the nodes that the named ones redirect to.</summary>
public sealed record ResolvedCluster(string? Tag, int RedisPort);

/// <summary>Where redis' certificate comes from: a Secret of the user's, an issuer of cert-manager, or, without either, the operator.</summary>
public sealed record ResolvedRedisTls(string? SecretName, ResolvedIssuer? Issuer);

/// <summary>An issuer of cert-manager.</summary>
public sealed record ResolvedIssuer(string Name, string Kind, string Group);

/// <summary>The Ingress; a null host means any.</summary>
public sealed record ResolvedIngress(string? Host, string? ClassName, string? TlsSecretName, IReadOnlyDictionary<string, string> Annotations);

/// <summary>How a revision goes live.</summary>
public sealed record ResolvedRollout(
    bool Preview,
    TimeSpan ProgressDeadline,
    TimeSpan? AttemptDeadline,
    TimeSpan BakeTime,
    ResolvedRollback Rollback,
    IReadOnlyList<ResolvedSmokeProbe> SmokeProbes);

/// <summary>What happens when a revision fails.</summary>
/// <param name="Policy">Automatic, Manual or Freeze.</param>
/// <param name="Retries">Retries after a failure of the cluster.</param>
/// <param name="RetryBackoff">Wait before the first one; doubled for each further one.</param>
public sealed record ResolvedRollback(string Policy, int Retries, TimeSpan RetryBackoff);
