using System.Text.RegularExpressions;

namespace October.Tasks.Configuration;

/// <summary>A worker's name as <c>celery worker --hostname</c> takes it. Pure.</summary>
public static class NodeName
{
    /// <summary>The name of a worker that is given none.</summary>
    public const string Default = "celery@%h";

    /// <summary>Replaces <c>%h</c> by the host's name, <c>%n</c> by its first part, <c>%d</c> by the rest, and <c>%%</c> by a percent sign.</summary>
    /// <param name="format">The name; without an <c>@</c> it is what follows <c>celery@</c>.</param>
    /// <param name="host">The host's name.</param>
    /// <exception cref="FormatException">The format has another sign behind a percent sign, or gives no name of printable ASCII.</exception>
    public static string Expand(string format, string host)
    {
        var (first, domain) = host.Split('.', 2) is [var name, var rest] ? (name, rest) : (host, "");
        var whole = format.Contains('@', StringComparison.Ordinal) ? format : "celery@" + format;
        var text = Regex.Replace(whole, "%.?", match => match.Value[1..] switch
        {
            "h" => host,
            "n" => first,
            "d" => domain,
            "%" => "%",
            var other => throw new FormatException($"has %{other}: only %h, %n, %d and %% are known"),
        }, RegexOptions.NonBacktracking);
        return text.Length is > 2 and <= 255 && text.All(static character => character is > ' ' and <= '~')
            ? text
            : throw new FormatException("must have 3 to 255 printable characters of ASCII, without spaces");
    }
}
