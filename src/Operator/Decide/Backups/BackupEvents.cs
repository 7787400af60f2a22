using October.Operator.Decide.Events;

namespace October.Operator.Decide.Backups;

/// <summary>What is published of backups, whoever started them.</summary>
internal static class BackupEvents
{
    /// <summary>Of each backup that ended since status was written.</summary>
    /// <param name="before">What status says.</param>
    /// <param name="now">What is known now.</param>
    /// <param name="ns">Namespace of the app, for the command that shows a log.</param>
    public static IEnumerable<Transition> Ended(BackupHealth before, BackupHealth now, string ns)
    {
        if (Succeeded(before, now))
        {
            var backup = now.Report is { } report ? $"{report.Name}, {report.Bytes} bytes" : "a backup";
            yield return New(false, "BackupSucceeded", $"Job {now.LastJob} made {backup}, complete and checked", $"{now.SucceededAt:O}");
            if (now.Report is { Pruned: > 0 } pruning)
                yield return New(
                    false,
                    "BackupPruned",
                    $"Deleted {pruning.Pruned} older backups, kept {pruning.Kept}: spec.backup.keepLast and maxAge",
                    $"{now.SucceededAt:O}");
        }

        if (Failed(before, now))
            yield return New(
                true,
                "BackupFailed",
                $"Job {now.LastJob} made no backup: {(now.FailureLog is { } log ? $"{log} (" : "")}see kubectl logs -n {ns} job/{now.LastJob}"
                    + (now.FailureLog is null ? "" : ")"),
                $"{now.FailedAt:O}");
    }

    /// <summary>A backup has succeeded since status was written.</summary>
    public static bool Succeeded(BackupHealth before, BackupHealth now) => now.SucceededAt is { } at && at != before.SucceededAt;

    /// <summary>A backup has failed since status was written.</summary>
    public static bool Failed(BackupHealth before, BackupHealth now) => now.FailedAt is { } at && at != before.FailedAt;

    /// <summary>A backup's Job is created.</summary>
    /// <param name="job">Name of the Job.</param>
    /// <param name="why">Why, as the end of a sentence.</param>
    /// <param name="key">Tells it from other backups.</param>
    public static Transition Started(string job, string why, string key) => New(false, "BackupStarted", $"Created Job {job} for a backup {why}", key);

    private static Transition New(bool warning, string reason, string message, string key) =>
        new(warning, reason, message, "") { Action = "Backup", Key = key };
}
