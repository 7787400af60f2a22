using System.Collections.Immutable;
using October.Operator.Decide.Events;
using October.Operator.Decide.Restore;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;

namespace October.Operator.Reconcile.Model;

/// <summary>What should be now, over rollout, restore, rotation, backups and commands together.</summary>
internal sealed record AppDecision
{
    /// <summary>What was observed, with what the decision itself adds for status.</summary>
    public required Observed Observed { get; init; }

    /// <summary>The rollout; its state has every handled command.</summary>
    public required RolloutDecision Rollout { get; init; }

    public required RestoreDecision Restore { get; init; }

    /// <summary>The next step of a password rotation.</summary>
    public RotationStep Rotation { get; init; }

    /// <summary>Token of the backup command whose Job is to be created; null for none.</summary>
    public string? BackupNow { get; init; }

    /// <summary>What to publish, in order.</summary>
    public ImmutableArray<Transition> Events { get; init; } = [];

    /// <summary>Backups that have ended since status was written, for the metrics.</summary>
    public (bool Succeeded, bool Failed) BackupEnded { get; init; }
}
