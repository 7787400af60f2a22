using System.Globalization;

namespace October.Tasks.Handlers;

/// <summary>
/// How many runs of a task a worker starts in a time, as Celery writes it: <c>5/s</c>, <c>10/m</c>, <c>100/h</c>, or a number for each second.
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Interval">From one start to the next one at least: 10/m is one each 6 s, and none at once to make up for a pause.</param>
public sealed record RateLimit(string Text, TimeSpan Interval)
{
    private const double Slowest = 365 * 24 * 3600;

    /// <summary>Reads a limit; null for none, which is <c>0</c> or an empty text.</summary>
    /// <exception cref="FormatException">The text is none that Celery understands.</exception>
    public static RateLimit? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (number, seconds) = slash < 0 ? (text, 1) : (text[..slash], text[(slash + 1)..] switch
        {
            "" or "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => 0,
        });
        if (seconds == 0 || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var runs) || !double.IsFinite(runs))
            throw new FormatException($"\"{text}\" is no rate limit: write one such as 5/s, 10/m or 100/h");
        return runs == 0 ? null : new RateLimit(text, TimeSpan.FromSeconds(Math.Min(Slowest, seconds / runs)));
    }
}
