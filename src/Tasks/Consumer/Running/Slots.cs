using System.Diagnostics;
using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Results;
using October.Tasks.Telemetry;

namespace October.Tasks.Consumer.Running;

/// <summary>The slots that tasks run in: each takes what is ready, runs it, and has it acknowledged.</summary>
internal sealed partial class Slots(
    Intake intake, InFlight inFlight, Acknowledger acknowledger, RevokedIds revoked, TaskRunner runner, ConsumerReports reports, SlotServices services)
{
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Random _random = new();
    private int _poisonRuns;
    private volatile bool _draining;

    /// <summary>Runs this many tasks at once until the intake is closed and empty.</summary>
    public Task RunAsync(int concurrency) =>
        Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(ServeAsync, CancellationToken.None)));

    /// <summary>From now on what has not started is requeued.</summary>
    public void Drain() => _draining = true;

    /// <summary>Cancels what runs; a run that obeys is requeued.</summary>
    public Task GiveUpAsync() => _giveUp.CancelAsync();

    private async Task ServeAsync()
    {
        await foreach (var delivery in intake.Ready.ReadAllAsync(CancellationToken.None))
            acknowledger.Add(delivery, await DecideAsync(delivery));
    }

    private async Task<Outcome> DecideAsync(Delivery delivery)
    {
        if (_draining)
            return new Outcome.Requeue(delivery.Bytes);
        if (
            Admission.Decide(delivery, delivery.ReceivedAt + services.Time.GetElapsedTime(delivery.ReceivedTimestamp), revoked.Contains(delivery.Task.Id)) is
            { } outcome)
            return outcome;
        if (delivery.Task.Deliveries < Redelivery.PoisonFrom)
            return await TimedAsync(delivery);
        // One possibly poisonous task at a time: the others wait in Redis, not in a worker that may be about to die.
        if (Interlocked.CompareExchange(ref _poisonRuns, 1, 0) != 0)
            return new Outcome.Delay(services.Time.GetUtcNow() + TimeSpan.FromSeconds(0.5 + _random.NextDouble()), delivery.Bytes, null);
        try
        {
            return await TimedAsync(delivery);
        }
        finally
        {
            Volatile.Write(ref _poisonRuns, 0);
        }
    }

    private async Task<Outcome> TimedAsync(Delivery delivery)
    {
        var (task, time) = (delivery.Task, services.Time);
        reports.Started(delivery, task.SentAt is { } sent ? time.GetUtcNow() - (task.Eta > sent ? task.Eta.Value : sent) : null);
        using var span = Tracing.StartRun(task);
        using var scope = services.Logger.BeginScope(new TaskScope(task));
        var start = time.GetTimestamp();
        var outcome = await runner.RunAsync(delivery, _giveUp.Token);
        var took = time.GetElapsedTime(start);
        reports.Ran(delivery, took);
        inFlight.Ran(took);
        if (outcome is Outcome.Complete complete)
            outcome = complete with { Runtime = took };
        if (outcome is Outcome.Complete { State: TaskState.Failure })
        {
            span?.SetStatus(ActivityStatusCode.Error);
            LogFailed(services.Logger, task.Id, task.Task);
        }

        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "task {Id} ({Task}) failed")]
    private static partial void LogFailed(ILogger logger, string id, string task);
}

/// <summary>The clock and the log of the slots.</summary>
internal sealed record SlotServices(TimeProvider Time, ILogger Logger);
