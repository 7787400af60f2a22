namespace October.Tasks.Redis;

/// <summary>Errors of Redis that are about one key, not about the server: its type, or the right to it.</summary>
internal static class KeyFault
{
    private const string WrongType = "WRONGTYPE";
    private const string NoPermission = "NOPERM";

    /// <summary>Whether these words of the server say so. An error that a script passes on may have words in front of the code.</summary>
    public static bool Is(string? error) =>
        error is not null && (error.Contains(WrongType, StringComparison.Ordinal) || error.Contains(NoPermission, StringComparison.Ordinal));

    /// <summary>The error, in words that say what to do.</summary>
    public static string Explain(string error) =>
        error.Contains(WrongType, StringComparison.Ordinal)
            ? "a key in Redis has another type than it must have, because something else writes to it: rename or delete it (WRONGTYPE)"
            : error.Contains(NoPermission, StringComparison.Ordinal) ? $"the user of Redis lacks a right: {error}" : error;
}
