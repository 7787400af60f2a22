using Microsoft.Extensions.Logging;
using October.Tasks.Messages;

namespace October.Tasks.Consumer.Running;

/// <summary>
/// The runs that go on after their hard time limits, because their handlers do not obey their tokens: nothing can stop them but the end of the process. Each
/// may have a thread and memory, so there are no more of them than slots before no further task is started.
/// </summary>
internal sealed partial class OverdueRuns(Func<int> limit, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private int _count;
    private TaskCompletionSource? _room;
    private long _fullSince;
    private bool _isOpen;

    /// <summary>For how long there has been no room; zero when there is.</summary>
    public TimeSpan FullFor
    {
        get
        {
            lock (_lock)
                return _room is null ? TimeSpan.Zero : time.GetElapsedTime(_fullSince);
        }
    }

    /// <summary>Ends when another task may be started.</summary>
    public Task RoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _room is null ? Task.CompletedTask : _room.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A run has gone past its limit.</summary>
    /// <param name="run">The run, of which nobody awaits the end any more.</param>
    /// <param name="task">Its task.</param>
    public void Add(Task run, TaskMessage task)
    {
        if (run.IsCompleted)
            return;
        LogOverdue(logger, task.Id, task.Task);
        lock (_lock)
        {
            if (++_count >= limit() && _room is null && !_isOpen)
            {
                (_room, _fullSince) = (new(TaskCreationOptions.RunContinuationsAsynchronously), time.GetTimestamp());
                LogFull(logger, _count);
            }
        }

        _ = run.ContinueWith(_ => Ended(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>From now on nobody waits: the worker stops.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _isOpen = true;
            Release();
        }
    }

    private void Ended()
    {
        lock (_lock)
        {
            if (--_count < limit())
                Release();
        }
    }

    private void Release()
    {
        _room?.SetResult();
        _room = null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "task {Id} ({Task}) goes on after its hard time limit: its handler does not obey its token")]
    private static partial void LogOverdue(ILogger logger, string id, string task);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} tasks go on after their hard time limits, as many as there are slots: no further task is started until one of them ends")]
    private static partial void LogFull(ILogger logger, int count);
}
