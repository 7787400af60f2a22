using System.Buffers;

namespace October.Tasks.Messages;

/// <summary>
/// What may be an id, or the name of a task: it becomes a part of keys, of log lines, and of values with several lines. Celery's are any text, and in practice
/// a UUID and a dotted name.
/// </summary>
internal static class IdText
{
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x100).Select(static code => (char)code).Where(char.IsControl)]);

    /// <summary>The most characters.</summary>
    public const int Longest = 1000;

    /// <summary>What it must be, as the end of a sentence.</summary>
    public const string Rule = "must have at most 1000 characters, and no control characters";

    /// <summary>True for what may be one.</summary>
    public static bool Fits(string text) => text.Length <= Longest && text.AsSpan().IndexOfAny(Controls) < 0;
}
