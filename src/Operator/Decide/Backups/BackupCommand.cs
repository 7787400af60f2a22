using October.Operator.Decide.Commands;
using October.Operator.Decide.Events;

namespace October.Operator.Decide.Backups;

/// <summary>What becomes of <c>october.dev/backup-now</c>.</summary>
/// <param name="Start">Token of the command whose Job is to be created now; null for none.</param>
/// <param name="Handled">The tokens that count as handled: a command is handled once its Job exists, or it was rejected.</param>
/// <param name="Outcome">What to publish; null for nothing.</param>
internal sealed record BackupCommand(string? Start, CommandTokens Handled, Transition? Outcome)
{
    /// <summary>Decides.</summary>
    /// <param name="requested">The annotations' tokens.</param>
    /// <param name="handled">Those that status has.</param>
    /// <param name="hasBackups">The spec says where backups go.</param>
    /// <param name="isSuspended">Nothing is reconciled.</param>
    /// <param name="exists">The command's Job is there.</param>
    /// <param name="running">Name of the backup's Job that has not ended; null for none.</param>
    /// <param name="revision">The revision that the spec asks for.</param>
    public static BackupCommand Decide(
        CommandTokens requested, CommandTokens handled, bool hasBackups, bool isSuspended, bool exists, string? running, string revision)
    {
        if (requested.New(CommandKind.BackupNow, handled) is not { } token)
            return new BackupCommand(null, handled, null);
        var done = handled.Handle(CommandKind.BackupNow, requested);
        var obstacle = !hasBackups ? "spec.backup is not set: set it to say where backups are kept"
            : isSuspended && !exists ? "reconciliation is suspended by spec.suspend: remove it, and set the annotation to a new value"
            : null;
        if (obstacle is not null)
            return new BackupCommand(null, done, CommandOutcome.Rejected(CommandKind.BackupNow, token, obstacle, revision));
        if (exists)
            return new BackupCommand(null, done, null);
        // As the schedule forbids: two would write one file, and commands without end would make Jobs without end.
        return running is not null
            ? new BackupCommand(null, handled, CommandOutcome.Waiting(CommandKind.BackupNow, token, $"until backup Job {running} has ended", revision))
            : new BackupCommand(token, handled, CommandOutcome.Accepted(CommandKind.BackupNow, token, "making a backup", revision));
    }
}
