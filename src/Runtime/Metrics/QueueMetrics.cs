using October.Common.Queues;

namespace October.Runtime.Metrics;

/// <summary>The figures of a controller's queue.</summary>
internal sealed class QueueMetrics(RuntimeMetrics metrics, string name) : IWorkQueueMetrics
{
    public void Added(int depth)
    {
        metrics.QueueAdds.WithLabels(name).Inc();
        metrics.QueueDepth.WithLabels(name).Set(depth);
    }

    public void Taken(int depth, TimeSpan waited)
    {
        metrics.QueueDepth.WithLabels(name).Set(depth);
        metrics.QueueDuration.WithLabels(name).Observe(waited.TotalSeconds);
    }
}
