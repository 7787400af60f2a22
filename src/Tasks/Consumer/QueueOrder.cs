namespace October.Tasks.Consumer;

/// <summary>In which order a consumer looks at its queues: <c>queue_order_strategy</c> of Celery's <c>broker_transport_options</c>.</summary>
public enum QueueOrder
{
    /// <summary>Each is the first in turn, so that none starves another.</summary>
    RoundRobin,

    /// <summary>Always as they are named: what waits in a later one waits for the earlier ones to be empty.</summary>
    Priority,

    /// <summary>Always by their names.</summary>
    Sorted,
}
