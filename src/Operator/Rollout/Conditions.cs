using October.Crd.Status;

namespace October.Operator.Rollout;

/// <summary>
/// Conditions under kstatus' rules: Reconciling and Stalled are there only when true and never both; Stalled is what fails fast; Available
/// says that users are served, whichever revision serves them.
/// </summary>
internal static class Conditions
{
    public static List<AppCondition> Write(RolloutState state, Observed seen, string message, IList<AppCondition>? previous)
    {
        var serving = Availability.IsServing(seen);
        var (progressing, why) = Progressing(state, seen, serving);
        var list = new List<AppCondition>
        {
            Ready(state, seen, serving, message),
            Available(seen, serving),
            New(ConditionTypes.Progressing, progressing, why, message),
        };
        // Pods that are missing from what is live are the cluster's affair: nothing is being reconciled.
        if (progressing && why != Reasons.MinimumReplicasUnavailable)
            list.Add(New(ConditionTypes.Reconciling, true, why, message));
        else if (!seen.Suspended && seen.Obstacle is not null)
            list.Add(New(ConditionTypes.Stalled, true, why, message));
        else if (state is { Step: RolloutStep.Idle, Failed: { } failed })
            list.Add(New(ConditionTypes.Stalled, true, failed.Outcome.ToString(), message));
        if (Smoke(state) is { } smoke)
            list.Add(smoke);
        if (state.Failed is { Outcome: FailedOutcome.RolledBack } rolledBack)
            list.Add(New(ConditionTypes.RolledBack, true, rolledBack.Cause.Reason, rolledBack.Cause.Message));
        else if (state.Cause is { } cause)
            list.Add(New(ConditionTypes.RolledBack, false, Reasons.RollingBack, cause.Message));

        if (seen.Backup.Wanted)
            list.Add(Backup(seen.Backup, seen.Now));
        return [.. list.Select(condition => Stamp(condition, seen, previous))];
    }

    private static AppCondition Backup(BackupHealth backup, DateTimeOffset now) => backup switch
    {
        { HasFailed: true } => New(ConditionTypes.BackupHealthy, false, Reasons.BackupFailed, $"The newest backup failed; Job {backup.LastJob} and its log say why"),
        { StaleAt: { } stale } when stale <= now => New(ConditionTypes.BackupHealthy, false, Reasons.BackupStale, "The newest backup is older than the schedule allows; the CronJob and its Jobs show why"),
        { SucceededAt: not null } => New(ConditionTypes.BackupHealthy, true, Reasons.Succeeded, "The newest backup is complete and checked"),
        _ => New(ConditionTypes.BackupHealthy, null, Reasons.NoBackupYet, "No backup has ended yet"),
    };

    private static AppCondition Available(Observed seen, bool serving) => seen.Restoring is not null
        ? New(ConditionTypes.Available, false, Reasons.Restoring, "Api, worker and redis are away while redis' data is replaced")
        : serving
            ? New(ConditionTypes.Available, true, Reasons.MinimumReplicasAvailable, "Every component has a pod that can be used")
            : New(ConditionTypes.Available, false, Reasons.MinimumReplicasUnavailable, Availability.Missing(seen));

    private static AppCondition Ready(RolloutState state, Observed seen, bool serving, string message)
    {
        if (seen.Obstacle is { } obstacle && !seen.Suspended)
            return New(ConditionTypes.Ready, false, obstacle.Reason, message);
        if (seen.Restoring is not null && !seen.Suspended)
            return New(ConditionTypes.Ready, false, Reasons.Restoring, message);
        if (state.Step != RolloutStep.Idle)
            return New(ConditionTypes.Ready, false, Progress(state), message);
        if (state.Failed is { } failed)
            return New(ConditionTypes.Ready, false, failed.Outcome.ToString(), message);
        if (seen.Suspended)
            return New(ConditionTypes.Ready, false, Reasons.Suspended, message);
        return serving
            ? New(ConditionTypes.Ready, true, Reasons.Succeeded, message)
            : New(ConditionTypes.Ready, false, Reasons.MinimumReplicasUnavailable, message);
    }

    /// <summary>Whether something is on its way, which is always said, as no tool can wait for a condition to go; and what, or why nothing is.</summary>
    private static (bool Progressing, string Reason) Progressing(RolloutState state, Observed seen, bool serving) => (state, seen) switch
    {
        (_, { Suspended: true }) => (false, Reasons.Suspended),
        (_, { Obstacle: { } obstacle }) => (seen.IsWaiting, obstacle.Reason),
        (_, { Restoring: not null }) => (true, Reasons.Restoring),
        ({ Step: not RolloutStep.Idle }, _) => (true, Progress(state)),
        // What will be tried again by itself is not stuck.
        ({ Failed.RetryAt: not null }, _) => (true, Reasons.ProgressingWithRetry),
        ({ Failed: { } failed }, _) => (false, failed.Outcome.ToString()),
        _ => serving ? (false, Reasons.Succeeded) : (true, Reasons.MinimumReplicasUnavailable),
    };

    private static string Progress(RolloutState state) => state.Step switch
    {
        RolloutStep.Smoke or RolloutStep.Verify => Reasons.Verifying,
        RolloutStep.Bake => Reasons.Baking,
        RolloutStep.Rollback or RolloutStep.RollbackVerify when state.Cause is not null => Reasons.RollingBack,
        _ => Reasons.Progressing,
    };

    private static AppCondition? Smoke(RolloutState state)
    {
        var cause = state.Cause ?? state.Failed?.Cause;
        if (state.Step is RolloutStep.Idle or RolloutStep.Rollback or RolloutStep.RollbackVerify && cause?.Probe is not null)
            return New(ConditionTypes.SmokeTestsPassed, false, Reasons.SmokeProbeFailed, cause.Message);
        if (state.Waived is not null && (state.Promoted || state.Waived == state.LastGood) && state.Failed is null)
            return New(ConditionTypes.SmokeTestsPassed, null, Reasons.Promoted, "The annotation october.dev/promote waived the smoke probes");
        if (state.Step == RolloutStep.Bake || (state.Step == RolloutStep.Idle && state.Failed is null && state.LastGood is not null))
            return New(ConditionTypes.SmokeTestsPassed, true, Reasons.Succeeded, "All smoke probes passed");
        return state.Step is RolloutStep.Smoke or RolloutStep.Verify
            ? New(ConditionTypes.SmokeTestsPassed, null, Reasons.Verifying, "Smoke probes are running")
            : null;
    }

    private static AppCondition New(string type, bool? status, string reason, string message) => new()
    {
        Type = type,
        Status = status switch { true => "True", false => "False", null => "Unknown" },
        Reason = reason,
        Message = message,
    };

    private static AppCondition Stamp(AppCondition condition, Observed seen, IList<AppCondition>? previous)
    {
        var before = previous?.FirstOrDefault(other => other.Type == condition.Type);
        var now = seen.Now.UtcTicks - (seen.Now.UtcTicks % TimeSpan.TicksPerSecond);
        condition.ObservedGeneration = seen.Generation;
        condition.LastTransitionTime = before?.Status == condition.Status ? before.LastTransitionTime : new DateTime(now, DateTimeKind.Utc);
        return condition;
    }
}
