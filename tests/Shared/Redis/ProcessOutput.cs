using System.Diagnostics;
using System.Text;

namespace October.Testing.Redis;

/// <summary>Reads all that a process writes, so that it never waits for a reader, and keeps the first of it for the message of a failure.</summary>
internal sealed class ProcessOutput
{
    private const int Kept = 4000;

    private readonly Process _process;
    private readonly StringBuilder _text = new();

    public ProcessOutput(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What the process wrote until it ended.</summary>
    public async Task<string> TextAsync()
    {
        // Ends when the last line has been read, too.
        await _process.WaitForExitAsync();
        lock (_text)
            return _text.ToString();
    }

    private void Add(string? line)
    {
        lock (_text)
        {
            if (line is not null && _text.Length < Kept)
                _text.Append(line).Append('\n');
        }
    }
}
