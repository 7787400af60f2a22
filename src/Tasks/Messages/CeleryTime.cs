using System.Globalization;

namespace October.Tasks.Messages;

/// <summary>Times as Celery writes them: ISO 8601, in UTC when no offset is given.</summary>
internal static class CeleryTime
{
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new MessageFormatException($"\"{text}\" is not an ISO 8601 time");

    /// <summary>As in the headers <c>eta</c> and <c>expires</c>.</summary>
    public static string Header(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>As in a result's <c>date_done</c>, which carries no offset.</summary>
    public static string DateDone(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
