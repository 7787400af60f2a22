namespace October.Tasks.Redis;

/// <summary>Times as they stand in Redis: milliseconds, which anybody may have written there.</summary>
internal static class RedisTime
{
    private static readonly double Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The time; the last one of the calendar for any that is later.</summary>
    public static DateTimeOffset Of(double milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Clamp(milliseconds, 0, Latest));
}
