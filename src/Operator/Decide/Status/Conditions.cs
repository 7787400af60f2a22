using October.Common.Time;
using October.Crd.Status;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Status;

/// <summary>
/// Conditions under kstatus' rules: Reconciling and Stalled are there only when true and never both; Stalled is what fails fast; Available
/// says that the app is being served, whichever revision serves it.
/// </summary>
internal static class Conditions
{
    public static List<AppCondition> Write(RolloutState state, Observed observed, string message, Exposure? exposure, IList<AppCondition>? previous)
    {
        var serving = Availability.IsServing(observed);
        var (progressing, why) = Progressing(state, observed, serving);
        var list = new List<AppCondition>
        {
            Ready(state, observed, serving, message),
            Available(observed, serving),
            New(ConditionTypes.Progressing, progressing, why, message),
        };
        // Missing pods of the serving revision are for the cluster to bring: nothing is being reconciled.
        if (progressing && why != Reasons.MinimumReplicasUnavailable)
            list.Add(New(ConditionTypes.Reconciling, true, why, message));
        else if (!observed.Suspended && observed.Blocked is not null)
            list.Add(New(ConditionTypes.Stalled, true, why, message));
        else if (state is { Step: RolloutStep.Idle, Failed: { } failed })
            list.Add(New(ConditionTypes.Stalled, true, failed.Outcome.ToString(), message));
        if (Smoke(state) is { } smoke)
            list.Add(smoke);
        if (state.Failed is { Outcome: FailedOutcome.RolledBack } rolledBack)
            list.Add(New(ConditionTypes.RolledBack, true, rolledBack.Cause.Reason, rolledBack.Cause.Message));
        else if (state.Cause is { } cause)
            list.Add(New(ConditionTypes.RolledBack, false, Reasons.RollingBack, cause.Message));

        if (observed.Refused.Count > 0)
            list.Add(Refused(observed.Refused));
        if (exposure is not null)
            list.Add(New(ConditionTypes.Exposed, true, exposure.Reason, exposure.Message));
        if (observed.Backup.Wanted)
            list.Add(Backup(observed.Backup, observed.Now));
        return [.. list.Select(condition => Stamp(condition, observed, previous))];
    }

    /// <summary>There only while something is refused: children that are applied are the normal case.</summary>
    private static AppCondition Refused(IReadOnlyList<RefusedChild> refused) =>
        New(
            ConditionTypes.ChildrenApplied,
            false,
            (refused.FirstOrDefault(child => child.Blocks) ?? refused[0]).Reason,
            string.Join("; ", refused.Select(child => $"{child.Child}: {child.Message}")));

    private static AppCondition Backup(BackupHealth backup, DateTimeOffset now) => backup switch
    {
        { HasFailed: true } => New(
            ConditionTypes.BackupHealthy, false, Reasons.BackupFailed, $"The newest backup failed: see the log of Job {backup.LastJob}{backup.Waits}"),
        { StaleAt: { } stale } when stale <= now => New(
            ConditionTypes.BackupHealthy,
            false,
            Reasons.BackupStale,
            $"The newest backup is older than spec.backup.schedule allows: see the CronJob and its Jobs{backup.Waits}"),
        { SucceededAt: not null } => New(ConditionTypes.BackupHealthy, true, Reasons.Succeeded, $"The newest backup is complete and checked{backup.Waits}"),
        _ => New(ConditionTypes.BackupHealthy, null, Reasons.NoBackupYet, $"No backup has ended yet{backup.Waits}"),
    };

    private static AppCondition Available(Observed observed, bool serving) => observed.Restoring is not null
        ? New(ConditionTypes.Available, false, Reasons.Restoring, "Api, worker and redis are stopped while redis' data is replaced")
        : serving
            ? New(ConditionTypes.Available, true, Reasons.MinimumReplicasAvailable, "Every component has an available pod")
            : New(ConditionTypes.Available, false, Reasons.MinimumReplicasUnavailable, Availability.Missing(observed));

    private static AppCondition Ready(RolloutState state, Observed observed, bool serving, string message)
    {
        if (observed.Blocked is { } blocked && !observed.Suspended)
            return New(ConditionTypes.Ready, false, blocked.Reason, message);
        if (observed.Restoring is not null && !observed.Suspended)
            return New(ConditionTypes.Ready, false, Reasons.Restoring, message);
        if (state.Step != RolloutStep.Idle)
            return New(ConditionTypes.Ready, false, Progress(state), message);
        if (state.Failed is { } failed)
            return New(ConditionTypes.Ready, false, failed.Outcome.ToString(), message);
        if (observed.Suspended)
            return New(ConditionTypes.Ready, false, Reasons.Suspended, message);
        return serving
            ? New(ConditionTypes.Ready, true, Reasons.Succeeded, message)
            : New(ConditionTypes.Ready, false, Reasons.MinimumReplicasUnavailable, message);
    }

    /// <summary>Whether a rollout is progressing, and in what, or why not. Always there, as no tool can wait for a condition to be removed.</summary>
    private static (bool Progressing, string Reason) Progressing(RolloutState state, Observed observed, bool serving) => (state, observed) switch
    {
        (_, { Suspended: true }) => (false, Reasons.Suspended),
        (_, { Blocked: { } blocked }) => (observed.IsWaiting, blocked.Reason),
        (_, { Restoring: not null }) => (true, Reasons.Restoring),
        ({ Step: not RolloutStep.Idle }, _) => (true, Progress(state)),
        // What is retried by itself is not stalled.
        ({ Failed.IsRetried: true }, _) => (true, Reasons.ProgressingWithRetry),
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
        var cause = state.Cause ?? state.Failed?.Current;
        if (state.Step is RolloutStep.Idle or RolloutStep.Rollback or RolloutStep.RollbackVerify && cause?.Probe is not null)
            return New(ConditionTypes.SmokeTestsPassed, false, Reasons.SmokeProbeFailed, cause.Message);
        if (state.Waived is not null && (state.Promoted || state.Waived == state.LastGood) && state.Failed is null)
            return New(ConditionTypes.SmokeTestsPassed, null, Reasons.Promoted, "The annotation october.dev/promote waived the smoke probes");
        if (state.Step == RolloutStep.Bake || (state.Step == RolloutStep.Idle && state.Failed is null && state.LastGood is not null))
            return New(
                ConditionTypes.SmokeTestsPassed,
                true,
                Reasons.Succeeded,
                state.Step == RolloutStep.Idle && state.Unverified is { } skipped
                    ? $"All smoke probes passed, except those that were skipped: {skipped}"
                    : "All smoke probes passed");
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

    private static AppCondition Stamp(AppCondition condition, Observed observed, IList<AppCondition>? previous)
    {
        var before = previous?.FirstOrDefault(other => other.Type == condition.Type);
        condition.ObservedGeneration = observed.Generation;
        condition.LastTransitionTime = before?.Status == condition.Status ? before.LastTransitionTime : observed.Now.TruncateToSecond().UtcDateTime;
        return condition;
    }
}
