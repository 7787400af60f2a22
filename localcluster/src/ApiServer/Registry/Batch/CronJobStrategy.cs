using System.Text.Json.Nodes;
using Cronos;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Batch;

/// <summary>CronJobs.</summary>
internal sealed class CronJobStrategy : Strategy
{
    private const int NameLimit = 52;
    private static readonly string[] Policies = ["Allow", "Forbid", "Replace"];
    private static readonly string[] Macros = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        spec.SetDefault("concurrencyPolicy", "Allow");
        spec.SetDefault("suspend", false);
        spec.SetDefault("successfulJobsHistoryLimit", 3L);
        spec.SetDefault("failedJobsHistoryLimit", 1L);
        PodDefaults.Template(spec.ObjectAt("jobTemplate", "spec", "template"));
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        if (value.Name().Length > NameLimit)
            yield return FieldError.InvalidText("metadata.name", value.Name(), $"must be no more than {NameLimit} characters");
        var schedule = spec.StringAt("schedule") ?? "";
        if (schedule.Length == 0)
            yield return FieldError.Required("spec.schedule", "");
        else if (ScheduleProblem(schedule) is { } problem)
            yield return FieldError.InvalidText("spec.schedule", schedule, problem);
        var policy = spec.StringAt("concurrencyPolicy") ?? "";
        if (!Policies.Contains(policy))
            yield return FieldError.NotSupported("spec.concurrencyPolicy", FieldError.Quote(policy), Policies);
        if (spec.StringAt("timeZone") is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            yield return FieldError.InvalidText("spec.timeZone", zone, $"unknown time zone {zone}");
        foreach (var field in (string[])["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"])
        {
            if (spec.LongAt(field) is < 0 and var number)
                yield return FieldError.Invalid($"spec.{field}", $"{number}", "must be greater than or equal to 0");
        }

        foreach (var error in JobStrategy.ValidateSpec(spec.ObjectAt("jobTemplate", "spec"), "spec.jobTemplate.spec"))
            yield return error;
    }

    private static string? ScheduleProblem(string schedule)
    {
        if (schedule.Contains("TZ"))
            return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        if (Macros.Contains(schedule) || schedule.StartsWith("@every "))
            return null;
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            return $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        try
        {
            CronExpression.Parse(schedule);
            return null;
        }
        catch (CronFormatException exception)
        {
            return exception.Message;
        }
    }
}
