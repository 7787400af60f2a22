using October.Crd.Status;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout;

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
            Cause = rollout?.Cause is { } cause ? Failure(cause) : null,
            CauseAt = rollout?.Cause?.At is { } at ? Time(at) : null,
            LastGood = Hash(appName, status?.Revisions?.LastGood),
            LastAttempted = Hash(appName, status?.Revisions?.LastAttempted),
            LastAttemptedGeneration = status?.LastAttemptedGeneration,
            Held = Hash(appName, status?.Revisions?.Held),
            Attempt = rollout?.Attempt ?? 1,
            Probes = rollout?.Probes is { Count: > 0 } probes
                ? [.. probes.Select(probe => new ProbeRecord(probe.Name ?? "", probe.Result == StatusWriter.Passed, probe.Milliseconds ?? 0))]
                : [],
            Waived = Hash(appName, status?.Revisions?.Waived),
            Suspended = status?.Phase == Phases.Suspended,
            Failed = status?.Failed is { Hash: { } hash } failed
                ? new FailedAttempt(
                    failed.Generation ?? 0, hash, Failure(failed), Time(failed.At),
                    Enum.TryParse<FailedOutcome>(failed.Outcome, out var outcome) ? outcome : FailedOutcome.RolledBack,
                    failed.Attempts ?? 1, failed.NextRetryTime is null ? null : Time(failed.NextRetryTime))
                {
                    Unreverted = failed.Unreverted,
                }
                : null,
            Handled = new CommandTokens
            {
                Retry = status?.LastHandledRetry,
                Abort = status?.LastHandledAbort,
                Promote = status?.LastHandledPromote,
                RollbackTo = status?.LastHandledRollbackTo,
                RotatePassword = status?.LastHandledRotatePassword,
                BackupNow = status?.LastHandledBackupNow,
            },
        };
    }

    private static string? Hash(string appName, string? revisionName) =>
        revisionName?.StartsWith(appName + "-", StringComparison.Ordinal) == true ? revisionName[(appName.Length + 1)..] : null;

    private static Failure Failure(FailedStatus status) => new(status.Reason ?? "", status.Message ?? "", status.Probe);

    private static DateTimeOffset Time(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : default;
}
