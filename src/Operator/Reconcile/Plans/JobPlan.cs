using k8s.Models;
using October.Operator.Decide.Backups;
using October.Operator.Decide.Events;
using October.Operator.Decide.Restore;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile.Plans;

/// <summary>The Jobs that no schedule creates: backups by command and before a rollout, and the Job of a restore.</summary>
internal static class JobPlan
{
    public static IEnumerable<Step> Of(AppObservation observation, AppDecision decision, DesiredInput input)
    {
        if (decision.Restore.State is { IsUnderWay: true } restore)
            return Restore(observation, restore, input);
        if (decision.Restore.HasEnded)
            return [];
        var state = decision.Rollout.State;
        return
        [
            .. decision.Rollout.BackUp ? Backup(observation, input, state.AttemptId, $"before the rollout of revision {state.Revision}") : [],
            .. decision.BackupNow is { } token && !decision.Rollout.BackUp ? Backup(observation, input, token, "requested by october.dev/backup-now") : [],
        ];
    }

    /// <summary>Why the restore under way cannot go on; null when it can.</summary>
    public static string? Missing(AppDecision decision, DesiredInput input) =>
        decision.Restore.State is { Step: RestoreStep.Replace } restore && !DataReplacement.HasGivenUp(restore) && !RestoreJob.IsPossible(input)
            ? $"restore request {restore.RequestId} needs spec.backup and a redis of the operator's: set them again until it has ended"
            : null;

    private static IEnumerable<Step> Backup(AppObservation observation, DesiredInput input, string token, string why)
    {
        var name = Names.BackupJob(input.App, token);
        // One at a time: all write one file.
        if (observation.Restore.RunningBackup is not null)
            return [];
        return observation.HasBackupJob(token) || BackupJobs.Job(input, name) is not { } job ? [] : [Create(job, BackupEvents.Started(name, why, token))];
    }

    private static IEnumerable<Step> Restore(AppObservation observation, RestoreState restore, DesiredInput input)
    {
        if (DataReplacement.HasGivenUp(restore))
            return observation.Restore.Unstarted is { } unstarted ? [new EndJob(unstarted.Name)] : [];
        // A second pod on the volume, beside one of a Job that was deleted, would undo what that one does.
        if (restore.Step != RestoreStep.Replace || observation.Restore is { IsJobThere: true } or { RunningPod: not null })
            return [];
        return RestoreJob.Job(input, restore) is { } job ? [Create(job, null)] : [];
    }

    private static CreateJob Create(V1Job job, Transition? started) =>
        new(job, started) { Requires = [.. PodDependencies.Of(job).Select(key => key.ToString()).Distinct(StringComparer.Ordinal)] };
}
