namespace October.Cli.Up;

/// <summary>
/// Passes on text that comes in pieces, line by line. Both streams of a process are in it; a line of standard error starts with <c>october:</c>.
/// </summary>
internal sealed class WholeLines(TextWriter output, TextWriter error)
{
    private string _started = "";

    /// <summary>Takes the next piece. A line is passed on when it is whole.</summary>
    public void Write(string text)
    {
        var lines = (_started + text).Split('\n');
        _started = lines[^1];
        foreach (var line in lines.AsSpan(..^1))
            Pass(line);
    }

    /// <summary>Passes on what is left of a line that was not ended.</summary>
    public void End()
    {
        if (_started.Length > 0)
            Pass(_started);
        _started = "";
    }

    private void Pass(string line) => (line.StartsWith("october: ", StringComparison.Ordinal) ? error : output).WriteLine(line);
}
