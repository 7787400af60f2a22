using October.Common.Queues;

namespace October.Runtime.Metrics;

/// <summary>
/// The figures of a controller's queue, from the start of its workers on: before, in a process that waits for leadership, keys gather that another process
/// works on.
/// </summary>
internal sealed class QueueMetrics(RuntimeMetrics metrics, string name, TimeProvider time) : IWorkQueueMetrics
{
    private long _startedAt;
    private volatile bool _isStarted;

    /// <summary>The workers start.</summary>
    /// <param name="depth">Keys that have gathered, and wait from now on.</param>
    public void Start(int depth)
    {
        _startedAt = time.GetTimestamp();
        _isStarted = true;
        metrics.QueueAdds.WithLabels(name).Inc(depth);
        metrics.QueueDepth.WithLabels(name).Set(depth);
    }

    public void Added(int depth)
    {
        if (!_isStarted)
            return;
        metrics.QueueAdds.WithLabels(name).Inc();
        metrics.QueueDepth.WithLabels(name).Set(depth);
    }

    public void Taken(int depth, TimeSpan waited)
    {
        if (!_isStarted)
            return;
        var longest = time.GetElapsedTime(_startedAt);
        metrics.QueueDepth.WithLabels(name).Set(depth);
        metrics.QueueDuration.WithLabels(name).Observe((waited < longest ? waited : longest).TotalSeconds);
    }
}
