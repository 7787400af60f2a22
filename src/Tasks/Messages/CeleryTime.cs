using System.Globalization;

namespace October.Tasks.Messages;

/// <summary>Times as Celery writes them: ISO 8601, in UTC when no offset is given.</summary>
internal static class CeleryTime
{
    /// <summary>The length of a round-trip time without its zone and the tenths of microseconds, which Python's times have not.</summary>
    private const int Microseconds = 26;

    public static DateTimeOffset Parse(string text) => Parse(text, DateTimeStyles.AssumeUniversal);

    /// <summary>A time in this machine's zone when no offset is given.</summary>
    public static DateTimeOffset ParseLocal(string text) => Parse(text, DateTimeStyles.AssumeLocal);

    /// <summary>As in the headers <c>eta</c> and <c>expires</c>.</summary>
    public static string Header(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>As in a result's <c>date_done</c>, which carries no offset.</summary>
    public static string DateDone(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)[..Microseconds];

    private static DateTimeOffset Parse(string text, DateTimeStyles zone) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, zone, out var time)
            ? time.ToUniversalTime()
            : throw new MessageFormatException($"\"{text}\" is not an ISO 8601 time");
}
