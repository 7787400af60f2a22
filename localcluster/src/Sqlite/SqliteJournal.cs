using System.Diagnostics.CodeAnalysis;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.Sqlite;

/// <summary>
/// Writes a store's changes to a cluster file: one transaction for all that came while the one before was being written. While the file cannot be
/// written (a full disk), changes are refused, and what was taken in before is tried again.
/// </summary>
internal sealed class SqliteJournal : IObjectJournal, IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterFile _file;
    private readonly TimeProvider _time;
    private readonly Task _loop;
    private Batch _next = new();
    private Batch? _current;
    private long _written;
    private IOException? _problem;
    private Action<long>? _subscriber;

    /// <param name="file">Where to; closed with this journal.</param>
    /// <param name="revision">What is in it already.</param>
    /// <param name="time">For waiting until the file can be written again.</param>
    public SqliteJournal(ClusterFile file, long revision, TimeProvider time)
    {
        (_file, _written, _time) = (file, revision, time);
        // A thread of its own: each write would wait for its turn in the pool, behind the watches that the one before has woken.
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void CheckWritable()
    {
        lock (_gate)
        {
            if (_problem is { } problem)
                throw new IOException(problem.Message, problem);
        }
    }

    public void Append(string resource, StoreEvent change)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _next.Changes.Count == 0;
            _next.Add(resource, change);
        }

        if (isFirst)
            _changed.Release();
    }

    public Task WrittenAsync(long revision)
    {
        lock (_gate)
        {
            if (revision <= _written)
                return Task.CompletedTask;
            if (_problem is { } problem)
                return Task.FromException(problem);
            return _current is { } current && revision <= current.Revision ? current.Done.Task : _next.Done.Task;
        }
    }

    public void Subscribe(Action<long> written) => _subscriber += written;

    /// <summary>Writes what there is to write, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _changed.Release();
        await _loop;
        _file.Dispose();
        _changed.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _changed.Wait();
            if (Take() is not { } batch)
            {
                if (_stop.IsCancellationRequested)
                    return;
                continue;
            }

            while (!TryWrite(batch))
            {
                if (_stop.IsCancellationRequested)
                    return;
                Task.Delay(Retry, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            }
        }
    }

    private Batch? Take()
    {
        lock (_gate)
        {
            if (_next.Changes.Count == 0)
                return null;
            _current = _next;
            _next = new Batch();
            return _current;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong: if this thread ended, every request would wait for ever without a word.")]
    private bool TryWrite(Batch batch)
    {
        try
        {
            _file.Write(batch.Changes, batch.Revision);
        }
        catch (Exception exception)
        {
            var problem = new IOException($"the objects of the cluster cannot be written to {_file.Path}: {exception.Message}", exception);
            lock (_gate)
            {
                _problem = problem;
                batch.Fail(problem);
                _next.Fail(problem);
            }

            return false;
        }

        _subscriber?.Invoke(batch.Revision);
        lock (_gate)
        {
            (_written, _current, _problem) = (batch.Revision, null, null);
        }

        batch.Done.SetResult();
        return true;
    }
}
