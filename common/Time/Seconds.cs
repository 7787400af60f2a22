namespace October.Common.Time;

/// <summary>Times to the second, as <c>metav1.Time</c> stores them: what is finer would not come back as it was written.</summary>
public static class Seconds
{
    /// <summary>The same moment in UTC without what is finer than a second.</summary>
    public static DateTimeOffset TruncateToSecond(this DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    /// <summary>The same, for models that hold a <see cref="DateTime"/>, which must be in UTC.</summary>
    public static DateTime TruncateToSecond(this DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
