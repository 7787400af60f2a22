using October.Crd.Defaults;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Model;

/// <summary>Everything that was read for one reconcile, once. Nothing is read after it.</summary>
internal sealed record AppObservation
{
    public required ReconcileContext Context { get; init; }

    /// <summary>What status remembers of the rollout.</summary>
    public required RolloutState State { get; init; }

    public required Observed Rollout { get; init; }

    /// <summary>What status remembers of the restore under way, or the last one.</summary>
    public RestoreState? RestoreState { get; init; }

    public required RestoreObservation Restore { get; init; }

    /// <summary>
    /// The passwords and the api key; null when the user names a Secret that is missing or has no password, and <see cref="Ongoing"/> has none either.
    /// </summary>
    public AppSecret? Secret { get; init; }

    /// <summary>What goes on, with its own Secret, while the one that the spec names is missing or lacks a key; null when it is not.</summary>
    public ResolvedApp? Ongoing { get; init; }

    /// <summary>False when the Secret is yet to be created.</summary>
    public bool SecretExists { get; init; } = true;

    /// <summary>Where the passwords come from; those that are not kept are yet to be written.</summary>
    public PasswordOrigin PasswordOrigin { get; init; }

    /// <summary>The generated key of the api's callers; null where it was not looked for.</summary>
    public ObservedApiKey? ApiKey { get; init; }

    /// <summary>The generated Secret has a copy of all that it should.</summary>
    public bool HasCopies { get; init; } = true;

    /// <summary>The certificates of redis.</summary>
    public ObservedCertificates Certificates { get; init; } = new();

    /// <summary>Who wrote the spec last; null when that is not known.</summary>
    public string? SpecAuthor { get; init; }

    public required RevisionSet Revisions { get; init; }

    /// <summary>Why the revision that the spec asks for makes no pods; null when it does, or is already stored with them.</summary>
    public Failure? Invalid => Rollout.Invalid;

    /// <summary>Kind and name of every object that is known in the app's namespace under a name of the app's.</summary>
    public required ChildInventory Children { get; init; }

    /// <summary>Where smoke probes reach the app.</summary>
    public required ProbeAddresses Probes { get; init; }

    /// <summary>What status says of backups.</summary>
    public required BackupHealth BackupBefore { get; init; }

    /// <summary>Cluster address of redis' Service; null before it has one.</summary>
    public string? RedisAddress { get; init; }

    /// <summary>The Job of a backup command is there.</summary>
    public bool HasBackupJob(string token) => Children.Existing.Contains(new ChildKey("Job", Names.BackupJob(Context.App, token)));
}
