using October.Operator.Decide.Backups;
using October.Operator.Decide.Commands;

namespace October.Operator.Decide.Rollout.Model;

/// <summary>A snapshot of everything that a decision depends on.</summary>
internal sealed record Observed
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    public required DateTimeOffset Now { get; init; }

    public required long Generation { get; init; }

    /// <summary>Hash of the revision that the spec asks for.</summary>
    public required string Target { get; init; }

    /// <summary>Hashes whose ControllerRevisions exist: only these can be rolled back to.</summary>
    public required IReadOnlySet<string> KnownRevisions { get; init; }

    public required ComponentHealth Api { get; init; }

    public required ComponentHealth Worker { get; init; }

    public required ComponentHealth Redis { get; init; }

    /// <summary>The revision that the spec asks for replaces the redis that serves.</summary>
    public bool ReplacesRedis { get; init; }

    public required ComponentHealth PreviewApi { get; init; }

    public required ComponentHealth PreviewWorker { get; init; }

    /// <summary>Outcome of the smoke run of the current step; running when none has ended.</summary>
    public required SmokeOutcome Smoke { get; init; }

    public required RolloutPolicy Policy { get; init; }

    /// <summary>Tokens in the annotations.</summary>
    public CommandTokens Commands { get; init; } = CommandTokens.None;

    public bool Suspended { get; init; }

    public BackupHealth Backup { get; init; } = BackupHealth.None;

    /// <summary>The restore under way in words; null for none.</summary>
    public string? Restoring { get; init; }

    /// <summary>The backup that the attempt under way waits for; null when it is in no such step.</summary>
    public FirstBackup? FirstBackup { get; init; }

    /// <summary>What that backup waits for, as the end of a message; nothing while that is not known.</summary>
    public string BackupWaits => FirstBackup is { WaitsFor: { } other }
        ? $"; Job {other} makes another backup first{Backup.Waits}"
        : RefusedOfBackup is { } refused ? $"; {refused.Child} is refused: {refused.Message}" : Backup.Waits;

    /// <summary>Of the failed attempt, what the rollback under way cannot restore, in words; null for nothing.</summary>
    public string? Unreverted { get; init; }

    /// <summary>Addresses of the load balancer that spec.api.service asks for.</summary>
    public IReadOnlyList<string> LoadBalancer { get; init; } = [];

    /// <summary>What keeps children from being applied until a person helps; null for nothing.</summary>
    public Failure? Blocked { get; init; }

    /// <summary>Why the last try had no children to apply; null where it had. Unlike <see cref="Blocked"/> never of this try.</summary>
    public Failure? Obstacle { get; init; }

    /// <summary>The Secret that the spec names, while it is waited for and what was asked for before goes on without it; null for none.</summary>
    public Failure? Awaited { get; init; }

    /// <summary>Why the revision that the spec asks for makes no pods; null when it does.</summary>
    public Failure? Invalid { get; init; }

    /// <summary>What blocks may pass by itself, as when a Secret that the user names does not exist yet: then nothing is stalled.</summary>
    public bool IsWaiting => Blocked?.Reason == Crd.Status.Reasons.DependencyNotReady;

    /// <summary>Children that the API server refused at the last try, in the order of applying.</summary>
    public IReadOnlyList<RefusedChild> Refused { get; init; } = [];

    /// <summary>When that try was.</summary>
    public DateTimeOffset RefusedAt { get; init; }

    /// <summary>A pod of the preview's api can be probed.</summary>
    public bool PreviewHasAddress { get; init; } = true;

    /// <summary>The api's Service can be probed.</summary>
    public bool ServiceHasAddress { get; init; } = true;

    /// <summary>Why the redis that serves does not run, where the revision that the spec asks for replaces it; null else.</summary>
    /// <remarks>One crash, after which it is back in seconds, is no reason to leave a preview.</remarks>
    public Failure? RedisToReplace =>
        ReplacesRedis && Redis.Available == 0 && !(Now - Redis.UnavailableSince < Settled) ? Redis.Fatal ?? Redis.CreateFailure : null;

    /// <summary>What serves users, by name.</summary>
    public (string Name, ComponentHealth Health)[] StableComponents => [("redis", Redis), ("api", Api), ("worker", Worker)];

    /// <summary>That side can be probed.</summary>
    public bool CanProbe(SmokeTarget target) => target == SmokeTarget.Preview ? PreviewHasAddress : ServiceHasAddress;

    /// <summary>The attempt under way is at a revision that makes no pods: nothing of it is ever applied.</summary>
    public bool MakesNoPods(RolloutState state) => Invalid is not null && state.Revision == Target;

    /// <summary>
    /// Why the revision that is rolled out cannot run: it makes no pods, or the API server refused, since the step began, what belongs to it alone. What is
    /// refused of the live parts of the spec is no fault of a revision.
    /// </summary>
    public Failure? Refusal(RolloutState state) =>
        MakesNoPods(state) ? Invalid
        : RefusedAt >= state.StepStartedAt && Refused.FirstOrDefault(child => child.Revision == state.Revision && child.IsFinal) is { } refused
            ? new Failure(refused.Reason, $"{refused.Child} is refused: {refused.Message}")
        : null;

    private RefusedChild? RefusedOfBackup => FirstBackup is { Job: var job, Claim: var claim }
        ? Refused.FirstOrDefault(child => child.Child == $"Job {job}" || child.Child == $"PersistentVolumeClaim {claim}")
        : null;
}
