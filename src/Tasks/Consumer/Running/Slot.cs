using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;

namespace October.Tasks.Consumer.Running;

/// <summary>What one slot runs now.</summary>
/// <param name="Delivery">The task.</param>
/// <param name="Since">When the run began.</param>
internal sealed record ActiveRun(Delivery Delivery, DateTimeOffset Since);

/// <summary>One place that a task runs in, with the token of its handler.</summary>
internal sealed class Slot(ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _retiring = new();
    private CancellationTokenSource _source = new();
    private ActiveRun? _run;
    private bool _terminated;

    /// <summary>Signalled when the slot is to end after its run.</summary>
    public CancellationToken Retiring => _retiring.Token;

    /// <summary>The present run, or null.</summary>
    public ActiveRun? Run => Volatile.Read(ref _run);

    /// <summary>A run begins; the token is its handler's.</summary>
    public CancellationToken Begin(Delivery delivery, DateTimeOffset now)
    {
        lock (_lock)
        {
            (_run, _terminated) = (new ActiveRun(delivery, now), false);
            return _source.Token;
        }
    }

    /// <summary>A run has ended; false when it was terminated, so that its outcome is known already.</summary>
    public bool End()
    {
        lock (_lock)
        {
            _run = null;
            // What the handler has left registered, or running, is not to end with the slot's next run.
            if (!_source.TryReset())
                _source = new CancellationTokenSource();
            return !_terminated;
        }
    }

    /// <summary>Ends the run of a task: its outcome counts no longer, and its handler is asked to stop.</summary>
    /// <param name="id">The task.</param>
    /// <returns>The message that was run; null when the slot runs another task.</returns>
    public Delivery? Terminate(string id)
    {
        lock (_lock)
        {
            if (_terminated || _run is null || _run.Delivery.Task.Id != id)
                return null;
            _terminated = true;
            // Returns at once: what the handler has registered runs elsewhere.
            _ = _source.AskToStopAsync(logger);
            return _run.Delivery;
        }
    }

    /// <summary>Asks the handler to stop: the worker waits no longer.</summary>
    public Task GiveUpAsync()
    {
        lock (_lock)
            return _source.AskToStopAsync(logger);
    }

    /// <summary>The slot ends after its run, if it has one.</summary>
    public void Retire() => _ = _retiring.CancelAsync();
}
