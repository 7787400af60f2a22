using System.Diagnostics;
using October.Tasks.Consumer.Acknowledging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Results;
using October.Tasks.Telemetry;

namespace October.Tasks.Consumer.Running;

/// <summary>The slots that tasks run in: each takes what is ready, runs it, and has it acknowledged.</summary>
internal sealed class Slots(
    Intake intake, InFlight inFlight, Acknowledger acknowledger, RevokedIds revoked, TaskRunner runner, ConsumerReports reports, SlotServices services)
{
    private readonly Random _random = new();
    private readonly PoisonRuns _poison = new();
    private readonly Lock _lock = new();
    private readonly List<(Slot Slot, Task Serving)> _slots = [];
    private int _count;
    private int _lent;
    private volatile bool _draining;

    /// <summary>How many tasks run at once, but for those that wait for others.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>For how long no task could be started, because too many go on after their hard time limits.</summary>
    public TimeSpan FullFor => services.Overdue.FullFor;

    /// <summary>What runs now.</summary>
    public IReadOnlyList<ActiveRun> Active
    {
        get
        {
            lock (_lock)
                return [.. _slots.Select(static one => one.Slot.Run).OfType<ActiveRun>()];
        }
    }

    /// <summary>Runs this many tasks at once until the intake is closed and empty.</summary>
    public async Task RunAsync(int concurrency)
    {
        Resize(concurrency);
        while (true)
        {
            Task[] serving;
            lock (_lock)
                serving = [.. _slots.Select(static one => one.Serving)];
            if (serving.All(static one => one.IsCompleted))
                return;
            await Task.WhenAll(serving);
        }
    }

    /// <summary>From now on this many tasks run at once; runs beyond that go on to their end.</summary>
    public void Resize(int concurrency)
    {
        lock (_lock)
        {
            _count = concurrency;
            Adjust();
        }
    }

    /// <summary>Until it is disposed of, one task more runs: in the place of this one, which only waits.</summary>
    public IDisposable Lend(Delivery delivery)
    {
        _poison.BeginWait(delivery);
        lock (_lock)
        {
            _lent++;
            Adjust();
        }

        return new Loan(() =>
        {
            _poison.EndWait(delivery);
            lock (_lock)
            {
                _lent--;
                Adjust();
            }
        });
    }

    /// <summary>From now on what has not started is requeued.</summary>
    public void Drain()
    {
        _draining = true;
        services.Overdue.Open();
    }

    /// <summary>Cancels what runs; a run that obeys is requeued.</summary>
    public Task GiveUpAsync()
    {
        lock (_lock)
            return Task.WhenAll(_slots.Select(static one => one.Slot.GiveUpAsync()));
    }

    /// <summary>Ends the run of a task as REVOKED, whether its handler obeys or not; false when this worker does not run it.</summary>
    /// <param name="id">The task.</param>
    /// <param name="signal">The number of the signal that Celery's worker would send, for the event.</param>
    public bool Terminate(string id, int signal)
    {
        Delivery? delivery;
        lock (_lock)
            delivery = _slots.Select(one => one.Slot.Terminate(id)).FirstOrDefault(static one => one is not null);
        if (delivery is null)
            return false;
        acknowledger.Add(delivery, Admission.Revoked(delivery.Task, "terminated", services.Time.GetUtcNow()) with { Signal = signal });
        return true;
    }

    /// <summary>Makes as many slots as there are to be. Under the lock.</summary>
    private void Adjust()
    {
        var wanted = _count + _lent;
        inFlight.Slots = wanted;
        _slots.RemoveAll(static one => one.Slot.Retiring.IsCancellationRequested && one.Serving.IsCompleted);
        var serving = _slots.Where(static one => !one.Slot.Retiring.IsCancellationRequested).ToList();
        // Those that run nothing first.
        foreach (var (slot, _) in serving.OrderBy(static one => one.Slot.Run is not null).Take(serving.Count - wanted))
            slot.Retire();
        for (var i = serving.Count; i < wanted; i++)
        {
            var slot = new Slot(services.Logger);
            _slots.Add((slot, Task.Run(() => ServeAsync(slot), CancellationToken.None)));
        }
    }

    private async Task ServeAsync(Slot slot)
    {
        try
        {
            while (await intake.Ready.WaitToReadAsync(slot.Retiring))
            {
                while (!slot.Retiring.IsCancellationRequested && intake.Ready.TryRead(out var delivery))
                {
                    await ServeAsync(slot, delivery);
                    await services.Overdue.RoomAsync(slot.Retiring);
                }
            }
        }
        catch (OperationCanceledException) when (slot.Retiring.IsCancellationRequested)
        {
            // One slot less.
        }
    }

    private async ValueTask ServeAsync(Slot slot, Delivery delivery)
    {
        try
        {
            if (await DecideAsync(slot, delivery) is { } outcome)
                acknowledger.Add(delivery, outcome);
        }
        catch (OutOfMemoryException exception)
        {
            acknowledger.Add(delivery, Shortage.Decide(delivery, exception, services.MaxDeliveries, services.Time.GetUtcNow()));
        }
#pragma warning disable CA1031 // One message must not take the slot with it, nor the next slot that takes it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            acknowledger.Add(delivery, Redelivery.Broken(delivery.Message, exception, services.Time.GetUtcNow()));
        }
    }

    /// <summary>What becomes of a message; null when that was decided while it ran.</summary>
    private async ValueTask<Outcome?> DecideAsync(Slot slot, Delivery delivery)
    {
        if (_draining)
            return new Outcome.Requeue(delivery.Bytes);
        if (Admission.Decide(delivery, services.Time.GetUtcNow(), revoked.Contains(delivery.Task)) is { } outcome)
            return outcome;
        if (delivery.Task.Deliveries < Redelivery.PoisonFrom)
            return await TimedAsync(slot, delivery);
        if (!_poison.TryBegin(delivery))
            return new Outcome.Delay(services.Time.GetUtcNow() + TimeSpan.FromSeconds(0.5 + _random.NextDouble()), delivery.Bytes, null);
        try
        {
            return await TimedAsync(slot, delivery);
        }
        finally
        {
            _poison.End(delivery);
        }
    }

    private async ValueTask<Outcome?> TimedAsync(Slot slot, Delivery delivery)
    {
        var (task, time) = (delivery.Task, services.Time);
        var now = time.GetUtcNow();
        reports.Started(delivery, task.SentAt is { } sent ? now - (task.Eta > sent ? task.Eta.Value : sent) : null);
        using var span = Tracing.StartRun(task);
        using var scope = services.Logger.BeginScope(new TaskScope(task));
        var (start, took, counts) = (time.GetTimestamp(), TimeSpan.Zero, true);
        Outcome outcome;
        try
        {
            outcome = await runner.RunAsync(delivery, slot.Begin(delivery, now));
        }
        finally
        {
            (counts, took) = (slot.End(), time.GetElapsedTime(start));
            reports.Metrics.Ran(delivery, took);
            inFlight.Ran(took);
        }

        if (!counts)
        {
            RunLog.LogTerminated(services.Logger, task.Id, task.Task);
            return null;
        }

        if (outcome is Outcome.Complete complete)
            outcome = complete with { Runtime = took };
        if (outcome is Outcome.Complete { State: TaskState.Failure } or Outcome.DeadLetter)
            span?.SetStatus(ActivityStatusCode.Error);
        if (outcome.Failure is var (failure, traceback))
            RunLog.Failure(services.Logger, task, outcome, failure, traceback);

        return outcome;
    }

    private sealed class Loan(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
