namespace October.Cli.Up;

/// <summary>
/// Passes on text that comes in pieces, line by line. Both streams of a process are in it.
/// </summary>
/// <param name="output">For lines of standard output.</param>
/// <param name="error">For lines of standard error.</param>
/// <param name="isError">Tells by its text which a line is.</param>
internal sealed class WholeLines(TextWriter output, TextWriter error, Func<string, bool> isError)
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

    private void Pass(string line) => (isError(line) ? error : output).WriteLine(line);
}
