using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>A task that the workers send again and again.</summary>
[ValidationRule("has(self.cron) != has(self.every)", "a schedule has either cron or every")]
[ValidationRule("has(self.cron) || !has(self.timeZone)", "timeZone is of cron: every counts from the beginning of 1970 in UTC", ".timeZone")]
public sealed class ScheduleSpec
{
    [Required]
    [Description("Its name; the ids of its tasks begin with it.")]
    [Pattern("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
    [Length(1, 63)]
    public string Name { get; set; } = "";

    [Required]
    [Description("The name of the task.")]
    [Length(1, 200)]
    public string Task { get; set; } = "";

    [Description("When, as a cron expression of five fields, for example 17 3 * * * for 03:17 each day. Default: none, and every is given.")]
    [Pattern(@"^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|([0-9A-Za-z*?,/#-]+ +){4}[0-9A-Za-z*?,/#-]+)$")]
    [Length(6, 256)]
    public string? Cron { get; set; }

    [Description("The interval, at least a second, for example 30s; every worker counts it from the beginning of 1970. Default: none, and cron is given.")]
    [Pattern("^[1-9][0-9]{0,5}(s|m|h|d)$")]
    [Length(2, 7)]
    public string? Every { get; set; }

    [Description("Time zone of cron, for example Europe/Berlin. Default: UTC.")]
    [Pattern("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$")]
    [Length(1, 64)]
    public string? TimeZone { get; set; }

    [Description("Positional arguments: a list of any JSON values. Default: none.")]
    [Length(maximum: 64)]
    public JsonArray? Args { get; set; }

    [Description("Keyword arguments: an object. Default: none.")]
    [PreserveUnknownFields]
    public JsonObject? Kwargs { get; set; }

    [Description("The queue. Default: the first one that the workers serve.")]
    [Pattern("^[A-Za-z0-9._@/#+=~{}:-]+$")]
    [Length(1, 200)]
    public string? Queue { get; set; }

    [Description("Celery's priority; the lower number is served first. Default: 0.")]
    [RangeMinimum(0)]
    [RangeMaximum(9)]
    public int? Priority { get; set; }

    [Description("What becomes of times at which no worker ran: once sends the last of them when a worker runs, skip none. Default: once.")]
    [EnumValues("once", "skip")]
    public string? Missed { get; set; }
}
