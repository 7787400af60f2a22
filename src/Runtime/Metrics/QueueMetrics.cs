using October.Common.Queues;

namespace October.Runtime.Metrics;

/// <summary>The figures of a controller's queue.</summary>
internal sealed class QueueMetrics(string name) : IWorkQueueMetrics
{
    public void Added(int depth)
    {
        RuntimeMetrics.QueueAdds.WithLabels(name).Inc();
        RuntimeMetrics.QueueDepth.WithLabels(name).Set(depth);
    }

    public void Taken(int depth, TimeSpan waited)
    {
        RuntimeMetrics.QueueDepth.WithLabels(name).Set(depth);
        RuntimeMetrics.QueueDuration.WithLabels(name).Observe(waited.TotalSeconds);
    }
}
