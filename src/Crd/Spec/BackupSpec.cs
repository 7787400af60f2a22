using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>Regular copies of redis' data.</summary>
public sealed class BackupSpec
{
    [Required]
    [Description("When, as a cron expression of five fields, for example 17 3 * * * for 03:17 each day.")]
    [Length(6, 256)]
    [ValidationRule(
        CronPattern.Rule,
        "schedule is a cron expression of five fields (minute 0-59, hour 0-23, day 1-31, month 1-12, weekday 0-6), for example 17 3 * * *")]
    public string Schedule { get; set; } = "";

    [Description("Time zone of the schedule, for example Europe/Berlin. Default: the zone of the cluster's controllers, mostly UTC.")]
    [Length(1, 64)]
    [ValidationRule(
        "self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$') && self != 'Local'",
        "timeZone is a name of the time zone database, for example Europe/Berlin")]
    public string? TimeZone { get; set; }

    [Description("True: no backups by schedule; october.dev/backup-now still makes one. Default: false.")]
    public bool? Suspend { get; set; }

    [Description(
        "True: before a new revision starts there is a backup made, which has to succeed first; a release that changes data can then be followed by a restore. "
            + "A failure is reported and retried like any failure of the infrastructure; october.dev/promote goes on without. Default: false.")]
    public bool? BeforeRollout { get; set; }

    [Description("How many backups to keep; older ones are deleted once a newer one is complete and checked. Default: 7.")]
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public int? KeepLast { get; set; }

    [Description("How old a backup may become, for example 720h; older ones are deleted, too, but never the newest. Default: no limit.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinYear, Durations.BeyondYear)]
    public string? MaxAge { get; set; }

    [Description("Image with sh, redis-cli and redis-check-rdb. Default: redis' own image.")]
    [Pattern(ObjectNames.Image)]
    [Length(1, 512)]
    public string? Image { get; set; }

    [Description("The volume that keeps the backups; it stays when backups are switched off. Default: 1Gi of the cluster's default class.")]
    public PersistenceSpec? Persistence { get; set; }
}
