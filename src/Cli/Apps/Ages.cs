using System.Globalization;

namespace October.Cli.Apps;

/// <summary>Spans of time as kubectl writes them.</summary>
internal static class Ages
{
    /// <summary>The two largest units, the smaller one only while it matters.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)span.TotalSeconds)}s"),
        { TotalMinutes: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m{span.Seconds}s"),
        { TotalHours: < 3 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d"),
    };

    /// <summary>Time since then; a question mark when it is not known.</summary>
    public static string Since(DateTime? then, DateTimeOffset now) => then is { } time ? Of(now.UtcDateTime - time.ToUniversalTime()) : "?";
}
