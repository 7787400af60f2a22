using October.Common.Time;
using October.Crd.Status;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

/// <summary>Makes status from a decision. Pure; contains no text that changes by itself, so that a steady app is never written.</summary>
internal static class StatusWriter
{
    /// <summary>Result of a probe that did what was expected.</summary>
    public const string Passed = "Passed";

    /// <summary>Result of a probe that was not run.</summary>
    public const string Skipped = "Skipped";

    /// <summary>The whole status.</summary>
    public static V1OctoberAppStatus Write(StatusInput input)
    {
        var (state, observed) = (input.Decision.State, input.Observed);
        var (phase, message) = Summary.Of(state, observed);
        var endpoints = Endpoints.Of(input);
        return new V1OctoberAppStatus
        {
            ObservedGeneration = observed.Generation,
            LastAttemptedGeneration = state.LastAttemptedGeneration,
            Phase = phase,
            Message = message,
            Url = endpoints[0].Uri,
            Endpoints = endpoints,
            Conditions = Conditions.Write(state, observed, message, input.Exposure, input.Previous?.Conditions),
            ApiKeySecret = input.ApiKeySecret,
            Components = new ComponentsStatus
            {
                Api = Component(observed.Api),
                Worker = Component(observed.Worker),
                Redis = ReferenceEquals(observed.Redis, ComponentHealth.Elsewhere) ? null : Component(observed.Redis),
            },
            Revisions = new RevisionsStatus
            {
                Current = Name(input, observed.Api.Revision),
                LastGood = Name(input, state.LastGood),
                LastAttempted = Name(input, state.LastAttempted),
                RollbackTo = Name(input, state.RollbackTo),
                Held = Name(input, state.Held),
                Unverified = state.Unverified,
                Waived = Name(input, state.Waived),
                Failed = Name(input, state.Failed?.Hash),
            },
            Rollout = state.Step == RolloutStep.Idle ? null : new RolloutStatus
            {
                Step = state.Step.ToString(),
                Revision = Name(input, state.Revision),
                Attempt = state.Attempt == 1 ? null : state.Attempt,
                Probes = Probes(state.Probes),
                StartedAt = Second(state.StartedAt),
                StepStartedAt = Second(state.StepStartedAt),
                LastProgressTime = state.Progress is { } progress ? Second(progress.At) : null,
                ProgressedPods = state.Progress?.Count,
                DesiredPods = state.Progress?.Desired,
                Deadline = input.Decision.RequeueAt is { } requeue ? Second(requeue) : null,
                Cause = state.Cause is { } cause
                    ? new FailedStatus
                    {
                        Reason = cause.Reason,
                        Message = cause.Message,
                        Probe = cause.Probe,
                        Evidence = cause.Evidence,
                        At = state.CauseAt is { } at ? Second(at) : null,
                    }
                    : null,
            },
            Failed = state.Failed is not { } failed ? null : new FailedStatus
            {
                Generation = failed.Generation,
                Hash = failed.Hash,
                Reason = failed.Cause.Reason,
                Message = failed.Cause.Message,
                Probe = failed.Cause.Probe,
                Evidence = failed.Cause.Evidence,
                At = Second(failed.At),
                Outcome = failed.Outcome.ToString(),
                Unreverted = failed.Unreverted,
                RollbackError = failed.RollbackError is { } error
                    ? new RollbackErrorStatus { Reason = error.Reason, Message = error.Message, Probe = error.Probe, Evidence = error.Evidence }
                    : null,
                Attempts = failed.Attempts,
                NextRetryTime = failed.RetryAt is { } retry ? Second(retry) : null,
            },
            History = History(input),
            LastHandledRetry = state.Handled.Retry,
            LastHandledAbort = state.Handled.Abort,
            LastHandledPromote = state.Handled.Promote,
            LastHandledRollbackTo = state.Handled.RollbackTo,
            LastHandledRotatePassword = state.Handled.RotatePassword,
            LastHandledBackupNow = state.Handled.BackupNow,
            Restore = input.Restore,
            KeptOnDeletion = input.KeptOnDeletion.Count > 0 ? [.. input.KeptOnDeletion] : null,
            Backup = observed.Backup.Wanted ? Backup(observed.Backup) : null,
        };
    }

    private static BackupStatus Backup(BackupHealth backup) => new()
    {
        LastScheduleTime = Second(backup.ScheduledAt),
        NextScheduleTime = Second(backup.NextAt),
        LastSuccessTime = Second(backup.SucceededAt),
        LastFailureTime = Second(backup.FailedAt),
        LastJob = backup.LastJob,
        LastBackupName = backup.Report?.Name,
        SizeBytes = backup.Report?.Bytes,
        Count = backup.Report?.Kept,
        DurationSeconds = backup.Took is { } took ? (long)took.TotalSeconds : null,
    };

    private static ComponentStatus Component(ComponentHealth health) => new()
    {
        Desired = health.Desired,
        Updated = health.Updated,
        Ready = health.Ready,
        Available = health.Available,
        Summary = $"{health.Ready}/{health.Desired}",
        Image = health.Image,
        ImageDigest = health.ImageDigest,
    };

    private static List<ProbeStatus>? Probes(IReadOnlyList<ProbeRecord> probes) => probes.Count == 0
        ? null
        :
        [
            .. probes.Select(probe => probe.Skipped is { } why
                ? new ProbeStatus { Name = probe.Name, Result = Skipped, Reason = why }
                : new ProbeStatus { Name = probe.Name, Result = probe.Passed ? Passed : "Failed", Milliseconds = probe.Milliseconds }),
        ];

    private static List<HistoryEntry>? History(StatusInput input) => input.Decision.Finished is not { } finished
        ? input.Previous?.History is { Count: > 0 } history ? [.. history] : null
        : HistoryLog.Add(input.Previous?.History ?? [], new HistoryEntry
        {
            Revision = Name(input, finished.Revision),
            Generation = input.Decision.State.LastAttemptedGeneration,
            Images = input.FinishedImages?.ToList(),
            By = input.FinishedBy,
            Action = finished.Action,
            Outcome = finished.Outcome,
            Reason = finished.Reason,
            Probes = Probes(finished.Probes),
            StartedAt = Second(finished.StartedAt),
            CompletedAt = Second(finished.CompletedAt),
        });

    private static string? Name(StatusInput input, string? hash) => hash is null ? null : $"{input.AppName}-{hash}";

    private static DateTime? Second(DateTimeOffset? time) => time is { } known ? Second(known) : null;

    private static DateTime Second(DateTimeOffset time) => time.TruncateToSecond().UtcDateTime;
}
