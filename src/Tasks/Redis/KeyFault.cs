namespace October.Tasks.Redis;

/// <summary>Errors of Redis that are about one key, not about the server: its type, or the right to it.</summary>
internal static class KeyFault
{
    private const string WrongType = "WRONGTYPE";
    private const string NoPermission = "NOPERM";

    /// <summary>How Redis before 7.2 says it of a command within a script.</summary>
    private const string NoPermissionInScript = "The user executing the script can't";

    /// <summary>Whether these words of the server say so. An error that a script passes on may have words in front of the code.</summary>
    public static bool Is(string? error) =>
        error is not null && (error.Contains(WrongType, StringComparison.Ordinal) || IsPermission(error));

    /// <summary>Whether the user lacks a right: an operator may give it at any time.</summary>
    public static bool IsPermission(string error) =>
        error.Contains(NoPermission, StringComparison.Ordinal) || error.Contains(NoPermissionInScript, StringComparison.Ordinal);

    /// <summary>The error, in words that say what to do.</summary>
    public static string Explain(string error) =>
        error.Contains(WrongType, StringComparison.Ordinal)
            ? "a key in Redis has another type than it must have, because something else writes to it: rename or delete it (WRONGTYPE)"
            : IsPermission(error) ? $"the user of Redis lacks a right: {error}" : error;
}
