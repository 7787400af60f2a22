using October.Operator.Messages;

namespace October.Operator.Gather.Sources;

/// <summary>The entries of a log that tell why something failed. Pure.</summary>
internal static class LogExcerpt
{
    private const int Quoted = 2;

    /// <summary>Room for what was done and the exception that ended it.</summary>
    private const int LongestEntry = 300;

    /// <summary>The last warnings and errors, or the last entries where there are none, in one bounded line; null for an empty log.</summary>
    public static string? Of(string log)
    {
        var entries = LogEntry.Read(log);
        return Quote(entries.Where(static entry => entry.Tells)) ?? Quote(entries);
    }

    /// <summary>The last warnings and errors in one bounded line; null for none.</summary>
    public static string? Errors(string log) => Quote(LogEntry.Read(log).Where(static entry => entry.Tells));

    /// <summary>It is no log: what the kubelet answers, with status 200, when the container's file is gone.</summary>
    public static bool IsMissing(string log) => log.StartsWith("unable to retrieve container logs for ", StringComparison.Ordinal);

    private static string? Quote(IEnumerable<LogEntry> entries) =>
        string.Join(" | ", entries.TakeLast(Quoted).Select(static entry => Bounded.Text(entry.Text, LongestEntry))) is { Length: > 0 } text ? text : null;
}
