using October.Crd.Status;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

/// <summary>Reads back what <see cref="StatusWriter"/> wrote. Anything unreadable counts as not remembered, which is safe: probes run again.</summary>
internal static class StatusReader
{
    /// <summary>What was remembered of an app; revisions in status are object names, <paramref name="appName"/> and a hash.</summary>
    public static RolloutState Read(string appName, V1OctoberAppStatus? status)
    {
        var rollout = status?.Rollout;
        return new RolloutState
        {
            Step = Enum.TryParse<RolloutStep>(rollout?.Step, out var step) && Hash(appName, rollout?.Revision) is not null ? step : RolloutStep.Idle,
            Revision = Hash(appName, rollout?.Revision),
            StartedAt = Time(rollout?.StartedAt),
            StepStartedAt = Time(rollout?.StepStartedAt),
            Progress = rollout is { LastProgressTime: { } progressed }
                ? new StepProgress(rollout.ProgressedPods ?? 0, rollout.DesiredPods ?? 0, Time(progressed))
                : null,
            Cause = rollout?.Cause is { } cause ? Cause(cause) : null,
            CauseAt = rollout?.Cause?.At is { } at ? Time(at) : null,
            LastGood = Hash(appName, status?.Revisions?.LastGood),
            RollbackTo = Hash(appName, status?.Revisions?.RollbackTo),
            LastAttempted = Hash(appName, status?.Revisions?.LastAttempted),
            LastAttemptedGeneration = status?.LastAttemptedGeneration,
            Held = Hash(appName, status?.Revisions?.Held),
            Attempt = rollout?.Attempt ?? 1,
            Probes = rollout?.Probes is { Count: > 0 } probes
                ? [.. probes.Select(Probe)]
                : [],
            Unverified = status?.Revisions?.Unverified,
            Waived = Hash(appName, status?.Revisions?.Waived),
            Suspended = status?.Phase == Phases.Suspended,
            Failed = status?.Failed is { Hash: { } hash } failed
                ? new FailedAttempt(
                    failed.Generation ?? 0, hash, Cause(failed), Time(failed.At),
                    Enum.TryParse<FailedOutcome>(failed.Outcome, out var outcome) ? outcome : FailedOutcome.RolledBack,
                    failed.Attempts ?? 1, failed.NextRetryTime is null ? null : Time(failed.NextRetryTime))
                {
                    Unreverted = failed.Unreverted,
                    RollbackError = failed.RollbackError is { } error ? Failure(error) : null,
                }
                : null,
            Handled = Handled(
                (CommandKind.Retry, status?.LastHandledRetry),
                (CommandKind.Abort, status?.LastHandledAbort),
                (CommandKind.Promote, status?.LastHandledPromote),
                (CommandKind.RollbackTo, status?.LastHandledRollbackTo),
                (CommandKind.RotatePassword, status?.LastHandledRotatePassword),
                (CommandKind.BackupNow, status?.LastHandledBackupNow)),
        };
    }

    private static CommandTokens Handled(params ReadOnlySpan<(CommandKind Kind, string? Token)> all)
    {
        var handled = CommandTokens.None;
        foreach (var (kind, token) in all)
            handled = handled.With(kind, token is null ? null : CommandTokens.Known(kind, token));
        return handled;
    }

    private static ProbeRecord Probe(ProbeStatus probe) => new(probe.Name ?? "", probe.Result == StatusWriter.Passed, probe.Milliseconds ?? 0)
    {
        Skipped = probe.Result == StatusWriter.Skipped ? probe.Reason ?? "" : null,
    };

    private static string? Hash(string appName, string? revisionName) =>
        revisionName?.StartsWith(appName + "-", StringComparison.Ordinal) == true ? revisionName[(appName.Length + 1)..] : null;

    private static Failure Cause(FailedStatus status) => new(status.Reason ?? "", status.Message ?? "", status.Probe) { Evidence = status.Evidence };

    private static Failure Failure(RollbackErrorStatus status) =>
        new(status.Reason ?? "", status.Message ?? "", status.Probe) { Evidence = status.Evidence };

    private static DateTimeOffset Time(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : default;
}
