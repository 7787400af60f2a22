using System.Globalization;
using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>Times as they stand in Redis: milliseconds, which anybody may have written there.</summary>
internal static class RedisTime
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The present time by Redis' clock, to a millisecond.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public static async Task<DateTimeOffset> NowAsync(RedisConnection redis)
    {
        var parts = (RedisResult[])(await redis.UseAsync(static db => db.ExecuteAsync("TIME")))!;
        return Of((long)parts[0] * 1000.0 + (long)parts[1] / 1000);
    }

    /// <summary>The time; the last one of the calendar for any that is later.</summary>
    public static DateTimeOffset Of(double milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Clamp(milliseconds, 0, Latest));

    /// <summary>The time that a text says, as this program writes them; null for one that says none: no number, or beyond the calendar.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        text is { Length: > 0 } && text[0] != '0' && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= Latest
            ? DateTimeOffset.FromUnixTimeMilliseconds(time)
            : null;
}
