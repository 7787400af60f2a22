using System.Globalization;
using System.Text;

namespace October.LocalCluster.Node.Processes;

/// <summary>
/// The log of one run of a container: a file of lines, each with its time, in the format of the container runtime interface. What a full disk does not take
/// is dropped, and it is said in a line once it does: a program whose output nobody reads would stand still.
/// </summary>
internal sealed class ContainerLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;
    private string? _problem;

    public ContainerLog(string path, TimeProvider time)
    {
        Path = path;
        _time = time;
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            // What could not be written would be written again with the next line, and when it is closed.
            BufferSize = 0,
        });
    }

    public string Path { get; }

    public bool Closed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    /// <summary>Completes when there is more to read, or no more to come.</summary>
    public Task Grown
    {
        get
        {
            lock (_gate)
                return _closed ? Task.CompletedTask : _grown.Task;
        }
    }

    /// <summary>Copies a stream of lines into the log until its end.</summary>
    public async Task CopyAsync(StreamReader reader, string stream)
    {
        while (await reader.ReadLineAsync() is { } line)
            Append(stream, line);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            // What was dropped last is to be said, too.
            if (!_closed && _problem is not null)
                Write(null, "");
            _closed = true;
            _file.Dispose();
            _grown.TrySetResult();
        }
    }

    private void Append(string stream, string line)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            if (_closed)
                return;
            Write(stream, line);
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.TrySetResult();
    }

    /// <param name="stream">Where the line comes from; null to write only what there is to say of lines before.</param>
    /// <param name="line">The line.</param>
    private void Write(string? stream, string line)
    {
        var time = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        try
        {
            // It begins with an end of line: the one before may have been written in part.
            if (_problem is not null)
                _file.Write(Encoding.UTF8.GetBytes($"\n{time} stderr F (output is missing here: {_problem})\n"));
            _problem = null;
            if (stream is not null)
                _file.Write(Encoding.UTF8.GetBytes($"{time} {stream} F {line}\n"));
        }
        catch (IOException exception)
        {
            _problem = exception.Message;
        }
    }
}
