using System.Text.RegularExpressions;

namespace October.Operator.Gather.Sources;

/// <summary>The words and levels by which lines of logs are known for warnings and errors, whatever writes them.</summary>
internal static partial class ErrorWords
{
    /// <summary>The line has one of them. Pure.</summary>
    public static bool IsIn(string line) => Words().IsMatch(line) || Levels().IsMatch(line);

    [GeneratedRegex(
        @"\b(warn(ing)?|error|err|crit(ical)?|fatal|panic(ked)?|fail(ed|ure|s)?|unhandled|denied|refused|killed)\b|exception|(?-i:\w+Error\b)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    /// <summary>Serilog's and zerolog's three letters, logrus' four, pino's numbers, klog's first letter, and the numbers of .NET's systemd console.</summary>
    [GeneratedRegex(
        @"\b(WRN|FTL|ERRO|FATA)\b|""level"":[456]0\b|^[WEF][0-9]{4} [0-9]{2}:|^<[0-4]>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Levels();
}
