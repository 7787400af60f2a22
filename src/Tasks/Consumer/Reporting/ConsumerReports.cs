using October.Tasks.Consumer.Receiving;

namespace October.Tasks.Consumer.Reporting;

/// <summary>What is reported of each delivery: the metrics, Celery's task events, and the state STARTED.</summary>
internal sealed class ConsumerReports(ConsumerMetrics metrics, TaskEvents events, StateRecorder states)
{
    /// <summary>For what is only counted.</summary>
    public ConsumerMetrics Metrics => metrics;

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

    /// <summary>Redis has confirmed the outcome.</summary>
    public void Ended(Delivery delivery, Outcome outcome)
    {
        if (StatusLabel.Of(outcome) is not { } status)
            return;
        metrics.Ended(delivery, status, outcome.Failure?.Failure.Type);
        if (delivery.Message is { } task)
            events.Ended(task, outcome);
    }
}
