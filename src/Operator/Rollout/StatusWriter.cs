using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>Makes status from a decision. Pure; contains no text that changes by itself, so that a steady app is never written.</summary>
internal static class StatusWriter
{
    private const int HistoryLimit = 10;

    /// <summary>The whole status.</summary>
    public static V1OctoberAppStatus Write(StatusInput input)
    {
        var (state, seen) = (input.Decision.State, input.Seen);
        var (phase, message) = Summary.Of(state, seen);
        return new V1OctoberAppStatus
        {
            ObservedGeneration = seen.Generation,
            LastAttemptedGeneration = state.LastAttemptedGeneration,
            Phase = phase,
            Message = message,
            Url = Url(input),
            Conditions = Conditions.Write(state, seen, message, input.Previous?.Conditions),
            Components = new ComponentsStatus
            {
                Api = Component(seen.Api),
                Worker = Component(seen.Worker),
                Redis = ReferenceEquals(seen.Redis, ComponentHealth.Elsewhere) ? null : Component(seen.Redis),
            },
            Revisions = new RevisionsStatus
            {
                Current = Name(input, seen.Api.Revision),
                LastGood = Name(input, state.LastGood),
                LastAttempted = Name(input, state.LastAttempted),
                Held = Name(input, state.Held),
                Waived = Name(input, state.Waived),
                Failed = Name(input, state.Failed?.Hash),
            },
            Rollout = state.Step == RolloutStep.Idle ? null : new RolloutStatus
            {
                Step = state.Step.ToString(),
                Revision = Name(input, state.Revision),
                Attempt = state.Attempt == 1 ? null : state.Attempt,
                StartedAt = Second(state.StartedAt),
                StepStartedAt = Second(state.StepStartedAt),
                Deadline = input.Decision.WakeAt is { } wake ? Second(wake) : null,
                Cause = state.Cause is { } cause ? new FailedStatus { Reason = cause.Reason, Message = cause.Message, Probe = cause.Probe, At = state.CauseAt is { } at ? Second(at) : null } : null,
            },
            Failed = state.Failed is not { } failed ? null : new FailedStatus
            {
                Generation = failed.Generation,
                Hash = failed.Hash,
                Reason = failed.Cause.Reason,
                Message = failed.Cause.Message,
                Probe = failed.Cause.Probe,
                At = Second(failed.At),
                Outcome = failed.Outcome.ToString(),
                Attempts = failed.Attempts,
                NextRetryTime = failed.RetryAt is { } retry ? Second(retry) : null,
            },
            History = History(input),
            LastHandledRetry = state.Handled.Retry,
            LastHandledAbort = state.Handled.Abort,
            LastHandledPromote = state.Handled.Promote,
            LastHandledRollbackTo = state.Handled.RollbackTo,
            LastHandledRotatePassword = input.HandledRotatePassword,
            LastHandledBackupNow = input.HandledBackupNow,
            Backup = !seen.Backup.Wanted ? null : new BackupStatus
            {
                LastSuccessTime = seen.Backup.SucceededAt is { } succeeded ? Second(succeeded) : null,
                LastFailureTime = seen.Backup.FailedAt is { } failedAt ? Second(failedAt) : null,
                LastJob = seen.Backup.LastJob,
            },
        };
    }

    private static ComponentStatus Component(ComponentHealth health) => new()
    {
        Desired = health.Desired,
        Updated = health.Updated,
        Ready = health.Ready,
        Available = health.Available,
        Summary = $"{health.Ready}/{health.Desired}",
        Image = health.Image,
    };

    private static List<HistoryEntry>? History(StatusInput input)
    {
        var history = input.Previous?.History?.ToList() ?? [];
        if (input.Decision.Finished is { } finished)
        {
            history.Insert(0, new HistoryEntry
            {
                Revision = Name(input, finished.Revision),
                Generation = input.Decision.State.LastAttemptedGeneration,
                Images = input.FinishedImages?.ToList(),
                By = input.FinishedBy,
                Action = finished.Action,
                Outcome = finished.Outcome,
                Reason = finished.Reason,
                StartedAt = Second(finished.StartedAt),
                CompletedAt = Second(finished.CompletedAt),
            });
        }

        return history.Count == 0 ? null : history.Take(HistoryLimit).ToList();
    }

    private static string Url(StatusInput input) => input.Serving.Ingress is { Host: { } host } ingress
        ? $"{(ingress.TlsSecretName is null ? "http" : "https")}://{host}"
        : $"http://{input.AppName}-api.{input.Namespace}.svc";

    private static string? Name(StatusInput input, string? hash) => hash is null ? null : $"{input.AppName}-{hash}";

    private static DateTime Second(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
