using October.Tasks.Consumer.Receiving;

namespace October.Tasks.Consumer.Reporting;

/// <summary>What is reported of each delivery: the metrics, Celery's task events, and the state STARTED.</summary>
internal sealed class ConsumerReports(ConsumerMetrics metrics, TaskEvents events, StateRecorder states)
{
    /// <summary>A message was reserved and decoded.</summary>
    public void Received(Delivery delivery)
    {
        metrics.Received(delivery);
        events.Received(delivery);
    }

    /// <summary>A task starts.</summary>
    /// <param name="delivery">The task.</param>
    /// <param name="waited">Since it was due; null when that is not known.</param>
    public void Started(Delivery delivery, TimeSpan? waited)
    {
        metrics.Started(delivery, waited);
        events.Started(delivery.Task);
        states.Started(delivery);
    }

    /// <summary>A run has ended, however.</summary>
    public void Ran(Delivery delivery, TimeSpan duration) => metrics.Ran(delivery, duration);

    /// <summary>Redis has confirmed the outcome.</summary>
    public void Ended(Delivery delivery, Outcome outcome)
    {
        if (StatusLabel.Of(outcome) is not { } status)
            return;
        metrics.Ended(delivery, status, outcome.Failure?.Failure.Type);
        if (delivery.Message is { } task)
            events.Ended(task, outcome);
    }

    /// <summary>A task ended that was no longer this worker's.</summary>
    public void Stale() => metrics.Stale();

    /// <summary>Messages were reclaimed from other workers.</summary>
    public void Redelivered(int count) => metrics.Redelivered(count);

    /// <summary>How many messages are in flight.</summary>
    public void InFlight(int count) => metrics.Holds(count);
}
