namespace October.Tasks.Consumer;

/// <summary>How a consumer takes and runs tasks.</summary>
public sealed record ConsumerSettings
{
    /// <summary>The queues to serve; served in turn, so that none starves another.</summary>
    public IReadOnlyList<string> Queues { get; init; } = ["celery"];

    /// <summary>How many tasks run at once.</summary>
    public int Concurrency { get; init; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>The most tasks held beyond those that run; fewer are held when tasks take long.</summary>
    public int MaxPrefetch { get; init; } = 512;

    /// <summary>How long a killed worker's tasks stay with it. Renewed every third of it while the worker lives.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a worker may die with a task before the task goes to the dead list.</summary>
    public int MaxDeliveries { get; init; } = 5;

    /// <summary>How long results are kept. Celery's default is one day.</summary>
    public TimeSpan ResultTtl { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long running tasks may go on after the order to stop, before they are handed back.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Whether each task's events are published for monitors, as by Celery's <c>-E</c>. Costs about three messages per task.</summary>
    public bool TaskEvents { get; init; }

    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public TimeSpan MaxPoll { get; init; } = TimeSpan.FromMilliseconds(250);
}
