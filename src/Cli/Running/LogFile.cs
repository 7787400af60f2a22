using System.Text;

namespace October.Cli.Running;

/// <summary>A program's log on a disk that may be full for a while: what cannot be written is dropped, and it says so once it can.</summary>
/// <param name="path">The file; it is added to.</param>
internal sealed class LogFile(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private FileStream? _file;
    private string? _problem;

    /// <summary>Copies a stream to its end, whatever becomes of the file.</summary>
    public async Task CopyAsync(Stream from)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var length)
            Write(buffer.AsSpan(0, length));
    }

    /// <summary>Adds to it.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            try
            {
                // Not buffered: whoever looks into it sees the last line.
                _file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                if (_problem is not null)
                    _file.Write(Encoding.UTF8.GetBytes($"\n(output is missing here: {_problem})\n"));
                _problem = null;
                if (bytes.Length > 0)
                    _file.Write(bytes);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _problem = exception.Message;
            }
        }
    }

    public void Dispose()
    {
        // What was dropped last is to be said, too.
        if (_problem is not null)
            Write([]);
        lock (_gate)
            _file?.Dispose();
    }

    /// <summary>The last line of a log that says something: not a part of a stack trace.</summary>
    public static string? LastLine(string path)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            string? last = null;
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
                    last = line;
            }

            return last;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
