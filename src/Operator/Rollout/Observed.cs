namespace October.Operator.Rollout;

/// <summary>A snapshot of everything that a decision depends on.</summary>
internal sealed record Observed
{
    public required DateTimeOffset Now { get; init; }

    public required long Generation { get; init; }

    /// <summary>Hash of the revision that the spec asks for.</summary>
    public required string Target { get; init; }

    /// <summary>Hashes whose revision objects exist: only these can be put back.</summary>
    public required IReadOnlySet<string> KnownRevisions { get; init; }

    public required ComponentHealth Api { get; init; }

    public required ComponentHealth Worker { get; init; }

    public required ComponentHealth Redis { get; init; }

    public required ComponentHealth PreviewApi { get; init; }

    public required ComponentHealth PreviewWorker { get; init; }

    /// <summary>Outcome of the smoke run of the current step; running when none has ended.</summary>
    public required SmokeOutcome Smoke { get; init; }

    public required RolloutPolicy Policy { get; init; }

    /// <summary>Tokens in the annotations.</summary>
    public Verbs Asked { get; init; } = Verbs.None;

    public bool Suspended { get; init; }

    public BackupHealth Backup { get; init; } = BackupHealth.None;

    /// <summary>The restore under way in words; null for none.</summary>
    public string? Restoring { get; init; }

    /// <summary>The backup that the attempt under way waits for; null when it is in no such step.</summary>
    public FirstBackup? FirstBackup { get; init; }

    /// <summary>Of the failed attempt, what the rollback under way cannot put back, in words; null for nothing.</summary>
    public string? NotPutBack { get; init; }

    /// <summary>Where a load balancer, asked for by spec.api.service, lets users in.</summary>
    public IReadOnlyList<string> LoadBalancer { get; init; } = [];

    /// <summary>What keeps children from being applied until a person helps; null when nothing does.</summary>
    public Failure? Obstacle { get; init; }

    /// <summary>The obstacle may go by itself, as when something of the user's that the app needs is yet to come: then nothing is stuck.</summary>
    public bool IsWaiting => Obstacle?.Reason == Crd.Status.Reasons.DependencyNotReady;
}
