using System.Text.RegularExpressions;
using October.Crd.Defaults;
using October.Crd.Spec;

namespace October.Operator.Desired.Monitoring;

/// <summary>How often api and worker are scraped, and for how long their series have to be looked at to be judged.</summary>
internal static partial class Scrapes
{
    /// <summary>Of which a rate needs two, and one or the other may fail.</summary>
    private const int Enough = 4;

    /// <summary>
    /// The time between two scrapes. An app that was stored before there were a shortest and a longest may have any: it is scraped as one that says nothing.
    /// </summary>
    public static string Interval(ResolvedMonitoring monitoring) => Accepted().IsMatch(monitoring.Interval) ? monitoring.Interval : "15s";

    /// <summary>This many minutes, more where scrapes are so rare that there are too few in them; a duration of Prometheus.</summary>
    public static string AtLeast(int minutes, ResolvedMonitoring monitoring)
    {
        var needed = Enough * Durations.Parse(Interval(monitoring)).TotalSeconds;
        return needed <= 60 * minutes ? $"{minutes}m" : $"{needed:0}s";
    }

    [GeneratedRegex(MonitoringSpec.IntervalPattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Accepted();
}
