using System.Runtime.InteropServices;

namespace October.Cli.Running;

/// <summary>
/// Cancels a token when this process is asked to end: Ctrl-C, SIGTERM, or a terminal that is closed. It is there before a command does anything; the
/// library of the command line would listen only once the command waits for the first time, and until then a signal ended the process with all it had begun.
/// </summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly TaskCompletionSource<int> _overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private ITimer? _timer;

    /// <param name="limit">How long a command has to clean up after itself.</param>
    /// <param name="time">For the limit.</param>
    public Termination(TimeSpan limit, TimeProvider time)
    {
        (_limit, _time) = (limit, time);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Request(signal);
            }));
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Completes with an exit code when a command did not end in time after a signal.</summary>
    public Task<int> Overdue => _overdue.Task;

    /// <summary>The exit code of a command that was interrupted, as a shell has it: 128 and the signal's number.</summary>
    public int ExitCode { get; private set; } = 130;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _timer?.Dispose();
        _requested.Dispose();
    }

    /// <summary>What a signal does; further signals change nothing.</summary>
    public void Request(PosixSignal signal)
    {
        if (_requested.IsCancellationRequested)
            return;
        ExitCode = 128 + signal switch { PosixSignal.SIGHUP => 1, PosixSignal.SIGTERM => 15, _ => 2 };
        _timer = _time.CreateTimer(_ => _overdue.TrySetResult(ExitCode), null, _limit, Timeout.InfiniteTimeSpan);
        _requested.Cancel();
    }
}
