namespace October.Crd.Spec;

/// <summary>
/// What a CronJob takes for a schedule (kubernetes.io/docs/concepts/workloads/controllers/cron-jobs), as far as a regular expression can tell.
/// </summary>
internal static class CronPattern
{
    /// <summary>The rule in CEL.</summary>
    public const string Rule = $"self.matches('^ *({Fields}|{Names}) *$')";

    private const string Names = "@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every ([0-9.]+(ns|us|ms|s|m|h))+";
    private const string Step = "(/[0-9]*[1-9][0-9]*)?";
    private const string Minute = "(0*[0-5]?[0-9])";
    private const string Hour = "(0*([01]?[0-9]|2[0-3]))";
    private const string Day = "(0*([1-9]|[12][0-9]|3[01]))";
    private const string Month = "(0*([1-9]|1[0-2])|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))";
    private const string Weekday = "(0*[0-6]|(?i:sun|mon|tue|wed|thu|fri|sat))";
    private const string OneMinute = $"([*?]|{Minute}(-{Minute})?){Step}";
    private const string OneHour = $"([*?]|{Hour}(-{Hour})?){Step}";
    private const string OneDay = $"([*?]|{Day}(-{Day})?){Step}";
    private const string OneMonth = $"([*?]|{Month}(-{Month})?){Step}";
    private const string OneWeekday = $"([*?]|{Weekday}(-{Weekday})?){Step}";
    private const string Times = $"{OneMinute}(,{OneMinute})* +{OneHour}(,{OneHour})*";
    private const string Days = $"{OneDay}(,{OneDay})* +{OneMonth}(,{OneMonth})* +{OneWeekday}(,{OneWeekday})*";
    private const string Fields = $"{Times} +{Days}";
}
