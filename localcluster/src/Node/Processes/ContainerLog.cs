using System.Globalization;
using System.Text;

namespace October.LocalCluster.Node.Processes;

/// <summary>The log of one run of a container: a file of lines, each with its time, in the format of the container runtime interface.</summary>
internal sealed class ContainerLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

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
            var time = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
            _file.Write(Encoding.UTF8.GetBytes($"{time} {stream} F {line}\n"));
            _file.Flush();
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.TrySetResult();
    }
}
