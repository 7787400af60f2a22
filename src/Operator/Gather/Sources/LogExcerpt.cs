using System.Text.RegularExpressions;
using October.Operator.Messages;

namespace October.Operator.Gather.Sources;

/// <summary>The lines of a log that tell why something failed. Pure.</summary>
internal static partial class LogExcerpt
{
    private const int Quoted = 2;
    private const int LongestLine = 1000;

    /// <summary>The last warnings and errors, or the last lines where there are none, in one bounded line; null for an empty log.</summary>
    public static string? Of(string log) => Errors(log) ?? Quote(Entries(log));

    /// <summary>The last warnings and errors in one bounded line; null for none.</summary>
    public static string? Errors(string log) => Quote(Entries(log).Where(line => Telling().IsMatch(line)));

    /// <summary>It is no log: what the kubelet answers, with status 200, when the container's file is gone.</summary>
    public static bool IsMissing(string log) => log.StartsWith("unable to retrieve container logs for ", StringComparison.Ordinal);

    /// <summary>Lines that begin an entry; the frames of a stack trace say where, not what.</summary>
    private static IEnumerable<string> Entries(string log) =>
        log.Split('\n')
            .Select(line => (line.Length > LongestLine ? line[..LongestLine] : line).TrimEnd())
            .Where(line => line.Length > 0 && !char.IsWhiteSpace(line[0]));

    private static string? Quote(IEnumerable<string> lines) =>
        string.Join(" | ", lines.TakeLast(Quoted).Select(line => Bounded.Text(line))) is { Length: > 0 } text ? text : null;

    [GeneratedRegex(
        @"\b(warn(ing)?|error|err|crit(ical)?|fatal|panic|fail(ed|ure|s)?|unhandled|denied|refused|killed)\b|exception|(?-i:\w+Error\b)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Telling();
}
