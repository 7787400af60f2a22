namespace October.Common.Queues;

/// <summary>Receives the figures of a <see cref="WorkQueue{TKey}"/>. Called under the queue's lock: be quick.</summary>
public interface IWorkQueueMetrics
{
    /// <summary>A key was queued.</summary>
    /// <param name="depth">Keys that wait now.</param>
    void Added(int depth);

    /// <summary>A key was taken.</summary>
    /// <param name="depth">Keys that wait now.</param>
    /// <param name="waited">How long it had waited.</param>
    void Taken(int depth, TimeSpan waited);
}
