namespace October.Operator.Reconcile;

/// <summary>How often to look at what no event tells of: often at first, and ever less the longer it lasts.</summary>
internal static class PollInterval
{
    /// <param name="shortest">At first.</param>
    /// <param name="longest">In the end.</param>
    /// <param name="lasted">How long it has lasted; a tenth of it goes by between two looks.</param>
    public static TimeSpan Of(TimeSpan shortest, TimeSpan longest, TimeSpan lasted) =>
        lasted / 10 is var interval && interval < shortest ? shortest : interval > longest ? longest : interval;
}
