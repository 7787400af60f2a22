using System.Text.Json;

namespace October.Tasks.Messages.Headers;

/// <summary>
/// Values of headers. Null is no value; what is neither that nor understood is refused, and not taken for absent: a task with an eta would run at once.
/// </summary>
internal static class HeaderValues
{
    /// <summary>What is longer is no limit: no worker runs for thirty years.</summary>
    private const double LongestSeconds = 1e9;

    private const long LongestMilliseconds = 1_000_000_000_000;

    /// <exception cref="MessageFormatException">It is neither null nor a text.</exception>
    public static string? Text(ref Utf8JsonReader reader, string header)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Null => null,
            _ => throw No(header, "text"),
        };
    }

    /// <exception cref="MessageFormatException">It is neither null nor a time.</exception>
    public static DateTimeOffset? Time(ref Utf8JsonReader reader, string header)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => CeleryTime.Parse(reader.GetString()!),
            JsonTokenType.Null => null,
            _ => throw No(header, "time in ISO 8601"),
        };
    }

    /// <exception cref="MessageFormatException">It is neither null nor a whole number.</exception>
    public static int? Int(ref Utf8JsonReader reader, string header)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt32(out var value) => value,
            JsonTokenType.Null => null,
            _ => throw No(header, "whole number"),
        };
    }

    /// <summary>How often something happened: never less than not at all, and still a number with one more.</summary>
    /// <exception cref="MessageFormatException">As above.</exception>
    public static int Count(ref Utf8JsonReader reader, string header) => Math.Clamp(Int(ref reader, header) ?? 0, 0, int.MaxValue / 2);

    /// <summary>As in Python a number is true unless it is 0.</summary>
    /// <exception cref="MessageFormatException">It is nothing of that kind.</exception>
    public static bool Flag(ref Utf8JsonReader reader, string header)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            JsonTokenType.Number => reader.GetDouble() != 0,
            _ => throw No(header, "true or false"),
        };
    }

    /// <summary>A duration; null for none, and for one without end.</summary>
    /// <exception cref="MessageFormatException">It is neither null nor a whole number.</exception>
    public static TimeSpan? Milliseconds(ref Utf8JsonReader reader, string header)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt64(out var value) => value is > 0 and < LongestMilliseconds ? TimeSpan.FromMilliseconds(value) : null,
            JsonTokenType.Null => null,
            _ => throw No(header, "number of milliseconds"),
        };
    }

    /// <summary><c>[hard, soft]</c> in seconds, each of which may be null, or 0 for none.</summary>
    /// <exception cref="MessageFormatException">It is nothing of that kind.</exception>
    public static (TimeSpan? Hard, TimeSpan? Soft) TimeLimits(ref Utf8JsonReader reader, string header)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw No(header, "pair of numbers");
        Span<TimeSpan?> limits = [null, null];
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == limits.Length)
                throw No(header, "pair of numbers");
            limits[i] = reader.TokenType switch
            {
                JsonTokenType.Number when reader.GetDouble() is > 0 and < LongestSeconds and var seconds => TimeSpan.FromSeconds(seconds),
                JsonTokenType.Number when reader.GetDouble() >= 0 => null,
                JsonTokenType.Null => null,
                _ => throw No(header, "pair of numbers"),
            };
        }

        return (limits[0], limits[1]);
    }

    private static MessageFormatException No(string header, string what) => new($"the header \"{header}\" is no {what}");
}
