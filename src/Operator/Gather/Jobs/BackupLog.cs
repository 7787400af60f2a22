using System.Text.RegularExpressions;
using October.Operator.Decide.Backups;

namespace October.Operator.Gather.Jobs;

/// <summary>Reads what a backup's Job says of itself in the last line of its log.</summary>
internal static partial class BackupLog
{
    /// <summary>Null where it says nothing, as Jobs of older operators do.</summary>
    public static BackupReport? Read(string log) =>
        Report().Match(log) is { Success: true } match
        && long.TryParse(match.Groups["bytes"].ValueSpan, out var bytes)
        && int.TryParse(match.Groups["kept"].ValueSpan, out var kept)
        && int.TryParse(match.Groups["pruned"].ValueSpan, out var pruned)
            ? new BackupReport(match.Groups["name"].Value, bytes, kept, pruned)
            : null;

    [GeneratedRegex(
        "^october-backup name=(?<name>dump-[0-9TZ]{1,32}[.]rdb) bytes=(?<bytes>[0-9]+) kept=(?<kept>[0-9]+) pruned=(?<pruned>[0-9]+) *\r?$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Report();
}
