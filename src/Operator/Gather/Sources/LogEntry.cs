using System.Text.RegularExpressions;

namespace October.Operator.Gather.Sources;

/// <summary>
/// One entry of a log: the line that begins it, and what of its further lines says what happened. The frames of a stack trace only say where.
/// </summary>
/// <param name="Text">One line.</param>
/// <param name="Tells">It is a warning or an error.</param>
internal sealed partial record LogEntry(string Text, bool Tells)
{
    private const int LongestLine = 1000;

    /// <summary>The entries of a log, in order. Pure.</summary>
    public static IReadOnlyList<LogEntry> Read(string log)
    {
        var lines = Array.ConvertAll(Colours().Replace(log, "").Split('\n'), static line => line[..Math.Min(line.Length, LongestLine)].TrimEnd());
        var entries = new List<LogEntry>();
        var endsTraceback = false;
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at];
            var next = at + 1 < lines.Length ? lines[at + 1] : "";
            if (line.Length == 0)
                continue;
            if (char.IsWhiteSpace(line[0]))
            {
                // What it belongs to may be above the lines that were read.
                endsTraceback |= PythonFrame().IsMatch(line);
                continue;
            }

            if (!StackTraceText().IsMatch(line) && !GoFrame().IsMatch(next))
                entries.Add(Of(line, next, Further(lines, at), endsTraceback));
            endsTraceback = false;
            if (IsRustPanic(line))
                at++;
        }

        return entries;
    }

    private static LogEntry Of(string line, string next, IReadOnlyList<string> further, bool endsTraceback) =>
        DotnetConsole().Match(line) is { Success: true } dotnet ? new LogEntry(DotnetMessage(line, further), dotnet.Groups["error"].Success)
        : IsRustPanic(line) ? new LogEntry($"{line} {next}", Tells: true)
        : new LogEntry(line + Cause(further), endsTraceback || ErrorWords.IsIn(line));

    /// <summary>The indented lines below one, and the empty ones between them.</summary>
    private static List<string> Further(string[] lines, int at) =>
        [.. lines.Skip(at + 1).TakeWhile(static line => line.Length == 0 || char.IsWhiteSpace(line[0])).Select(static line => line.Trim())];

    /// <summary>As .NET's console writes it on a single line: the message, and the exception without its frames. Scopes begin with an arrow.</summary>
    private static string DotnetMessage(string line, IReadOnlyList<string> further)
    {
        var said = further.Where(static text => text.Length > 0 && !DotnetFrame().IsMatch(text)).ToList();
        var exception = said.Skip(1).FirstOrDefault(static text => DotnetException().IsMatch(text));
        return string.Join(' ', new[] { line, said.FirstOrDefault(), exception }.OfType<string>()) + Cause(further);
    }

    /// <summary>The innermost of .NET's exceptions, which says more than those around it.</summary>
    private static string Cause(IReadOnlyList<string> further) =>
        further.LastOrDefault(static text => text.StartsWith("---> ", StringComparison.Ordinal)) is { } inner ? $" {inner}" : "";

    private static bool IsRustPanic(string line) => line.EndsWith(':') && line.Contains(" panicked at ", StringComparison.Ordinal);

    [GeneratedRegex(@"\x1b\[[0-9;]{0,20}m", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Colours();

    /// <summary>The first line of an entry of .NET's console; its message comes below. It may have a time before it.</summary>
    [GeneratedRegex(
        @"^([^ ].{0,40} )?(trce|dbug|info|(?<error>warn|fail|crit)): \S+\[-?[0-9]+\]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DotnetConsole();

    [GeneratedRegex("^(at |=>|---)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DotnetFrame();

    [GeneratedRegex(@"^[\w.+`]+Exception\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DotnetException();

    [GeneratedRegex("^ +File \"[^\"]*\", line [0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PythonFrame();

    /// <summary>The file below a function of Go's stack traces.</summary>
    [GeneratedRegex(@"^\t\S+\.go:[0-9]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex GoFrame();

    /// <summary>What stands around and in stack traces of Python, Go and PHP: it says nothing of what happened, but has the words of errors.</summary>
    [GeneratedRegex(
        @"^(Traceback \(most recent call last\):|During handling of the above exception, |The above exception was |goroutine [0-9]+ |Stack trace:|#[0-9]+ )",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StackTraceText();
}
